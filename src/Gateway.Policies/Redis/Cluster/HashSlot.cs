namespace Gateway.Policies.Redis.Cluster;

/// <summary>The slot of a key in a cluster: CRC-16 (XMODEM) of what stands between the first braces, or of the whole key.</summary>
internal static class HashSlot
{
    public const int Count = 16_384;

    public static int Of(ReadOnlySpan<char> key)
    {
        var crc = 0;
        foreach (var character in Hashed(key))
        {
            // Keys of the gateway are ASCII.
            crc ^= (character & 0xff) << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            crc &= 0xffff;
        }

        return crc % Count;
    }

    /// <summary>The part of a key that decides.</summary>
    public static ReadOnlySpan<char> Hashed(ReadOnlySpan<char> key)
    {
        var open = key.IndexOf('{');
        if (open < 0) return key;
        var length = key[(open + 1)..].IndexOf('}');
        return length > 0 ? key.Slice(open + 1, length) : key;
    }
}
