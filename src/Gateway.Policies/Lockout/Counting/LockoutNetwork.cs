using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Gateway.Policies.Networking;

namespace Gateway.Policies.Lockout.Counting;

/// <summary>The network that an attempt comes from: a v4 address or network, or a v6 network of 64 bits at most.</summary>
internal readonly record struct LockoutNetwork(UInt128 Bits, bool IsV4, int PrefixLength)
{
    public static LockoutNetwork Of(IPAddress address, int ipv4PrefixLength, int ipv6PrefixLength)
    {
        var known = ClientAddress.Normalize(address);
        var number = ClientAddress.ToNumber(known);
        return ClientAddress.IsV4(known)
            ? new(number & (uint)(uint.MaxValue << (32 - ipv4PrefixLength)), true, ipv4PrefixLength)
            : new(number & (UInt128.MaxValue << (128 - ipv6PrefixLength)), false, ipv6PrefixLength);
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        var address = new IPAddress(IsV4 ? bytes[12..] : bytes);
        return IsV4 && PrefixLength == 32 ? address.ToString() : string.Create(CultureInfo.InvariantCulture, $"{address}/{PrefixLength}");
    }
}
