namespace Gateway.SecLang.Model;

/// <summary>Names compare without regard to ASCII case; bytes beyond ASCII compare as they are.</summary>
internal static class Names
{
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
            if (left[i] != right[i] && Lower(left[i]) != Lower(right[i])) return false;
        return true;
    }

    public static byte Lower(byte b) => (uint)(b - 'A') <= 'Z' - 'A' ? (byte)(b | 0x20) : b;

    /// <summary>The same for names that differ only in case.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var b in name) hash = (hash ^ Lower(b)) * 16777619u;
        return hash;
    }
}
