namespace Gateway.SecLang.Operators;

/// <summary>Ranges of addresses, merged and sorted, so that one search by halves answers: lists are long.</summary>
internal sealed class AddressRanges
{
    private readonly UInt128[] first;
    private readonly UInt128[] last;

    public AddressRanges(IEnumerable<(UInt128 First, UInt128 Last)> ranges)
    {
        var merged = new List<(UInt128 First, UInt128 Last)>();
        foreach (var range in ranges.Order())
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last)
                merged[^1] = (merged[^1].First, UInt128.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        first = [.. merged.Select(r => r.First)];
        last = [.. merged.Select(r => r.Last)];
    }

    public bool Contains(UInt128 address)
    {
        var at = Array.BinarySearch(first, address);
        if (at >= 0) return true;
        at = ~at - 1;
        return at >= 0 && address <= last[at];
    }

    /// <summary>Reads an address or a network with its prefix length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out (UInt128 First, UInt128 Last) range)
    {
        range = default;
        var slash = text.IndexOf((byte)'/');
        if (!AddressBytes.TryParse(slash < 0 ? text : text[..slash], out var address)) return false;
        var most = text.Contains((byte)':') ? 128 : 32;
        var prefix = most;
        if (slash >= 0 && !TryPrefix(text[(slash + 1)..], most, out prefix)) return false;
        var host = most == prefix ? UInt128.Zero : UInt128.MaxValue >> (128 - (most - prefix));
        range = (address & ~host, address | host);
        return true;
    }

    private static bool TryPrefix(ReadOnlySpan<byte> text, int most, out int prefix) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out prefix, out var read) && read == text.Length && prefix >= 0 && prefix <= most;
}
