# SPDX-License-Identifier: MIT
#
# version.cmake - which versions the installed one says it can stand for.
foreach(_asked 0.1 0.1.0 0.1.9 0.2 0.0 1.0)
	set(PACKAGE_FIND_VERSION ${_asked})
	include(${VERSION_FILE})
	message("${_asked} ${PACKAGE_VERSION_COMPATIBLE}")
endforeach()
