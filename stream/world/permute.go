package world

// permute is a keyed bijection of the 32-bit numbers: a Feistel network of four rounds. Ids made with it look random,
// never collide, and can be turned back into what they name without any table.
func permute(k key, x uint32) uint32 {
	left, right := uint16(x>>16), uint16(x)
	for round := uint64(0); round < 4; round++ {
		left, right = right, left^uint16(k.of(round, uint64(right)))
	}
	return uint32(left)<<16 | uint32(right)
}

// unpermute is the inverse of permute.
func unpermute(k key, x uint32) uint32 {
	left, right := uint16(x>>16), uint16(x)
	for round := uint64(4); round > 0; round-- {
		left, right = right^uint16(k.of(round-1, uint64(left))), left
	}
	return uint32(left)<<16 | uint32(right)
}
