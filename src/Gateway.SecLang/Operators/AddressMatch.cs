namespace Gateway.SecLang.Operators;

/// <summary>
/// <c>ipMatch</c> and <c>ipMatchFromFile</c>: the value is an address in one of the networks. Networks of IPv6 hold no IPv4
/// addresses (<c>::/0</c> is not everyone), but an IPv4 address counts the same in its form for IPv6, as sockets give it.
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
        return AddressBytes.IsMapped(address) ? four.Contains(address) : six.Contains(address);
    }

    private static bool IsFour((UInt128 First, UInt128 Last) range) => AddressBytes.IsMapped(range.First) && AddressBytes.IsMapped(range.Last);
}
