namespace Gateway.SecLang.Operators;

/// <summary>
/// <c>ipMatch</c> and <c>ipMatchFromFile</c>: the value is an address in one of the networks. A network of IPv4 knows an address also
/// in its form for IPv6 (::ffff:192.0.2.1), as sockets for both give it; a network of IPv6 knows it in that form only, so that ::/0 is not everyone.
/// </summary>
internal sealed class AddressMatch : ByteOperator
{
    private readonly AddressRanges four;
    private readonly AddressRanges six;

    public AddressMatch(string name, IReadOnlyCollection<(UInt128 First, UInt128 Last)> ranges) : base(name)
    {
        four = new AddressRanges(ranges.Where(IsFour));
        six = new AddressRanges(ranges.Where(r => !IsFour(r)));
    }

    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        var zone = value.IndexOf((byte)'%'); // fe80::1%2
        if (!AddressBytes.TryParse(zone < 0 ? value : value[..zone], out var address)) return false;
        return four.Contains(address) || value.Contains((byte)':') && six.Contains(address);
    }

    private static bool IsFour((UInt128 First, UInt128 Last) range) => AddressBytes.IsMapped(range.First) && AddressBytes.IsMapped(range.Last);
}
