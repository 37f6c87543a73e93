namespace Gateway.Policies.Configuration.Binding;

/// <summary>The notation of sizes: a number of bytes, or a text such as "64KiB" (1024) or "1MB" (1000²).</summary>
internal static class ByteSize
{
    public const string Allowed = "a number of bytes, or a size such as \"64KiB\" or \"1MiB\"";

    public const string Pattern = "^\\d+(B|KB|KiB|MB|MiB|GB|GiB)$";

    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1),
    ];

    public static bool TryParse(string text, out long value)
    {
        value = 0;
        foreach (var (suffix, bytes) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!WholeNumber.TryParse<long>(text.AsSpan(0, text.Length - suffix.Length), out var count)) continue;
            if (count > long.MaxValue / bytes) return false;
            value = count * bytes;
            return true;
        }

        return false;
    }
}
