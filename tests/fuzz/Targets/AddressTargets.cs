using System.Net;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.Hosting.ProxyProtocol;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.ForwardedHeaders;
using Gateway.Policies.Networking;
using Microsoft.Extensions.Primitives;

namespace Gateway.Fuzz.Targets;

/// <summary>Who the client is, and lists of networks.</summary>
internal static class AddressTargets
{
    private static readonly (string Name, string[] Alternatives)[] Addresses =
    [
        ("node", ["<v4>", "<v6>", "<v4>:<port>", "[<v6>]", "[<v6>]:<port>", "unknown", "_hidden", "", "\"<v4>\"", "<v4> "]),
        ("v4", ["192.0.2.1", "10.0.0.1", "10.1.2.3", "203.0.113.<octet>", "<octet>.<octet>.<octet>.<octet>", "1.2.3", "1", "0x7f.1", "1.2.3.4.5"]),
        ("octet", ["0", "7", "255", "256", "01", "", "1\0", "-1", "+1", "\u0661"]),
        ("v6", ["2001:db8::1", "::", "::1", "::ffff:10.0.0.1", "::ffff:<v4>", "<group>:<group>::<group>", "fe80::1%eth0", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", ":::", "::10.0.0.1", "64:ff9b::<v4>"]),
        ("group", ["0", "db8", "FFFF", "00001", "", "g"]),
        ("port", ["80", "0", "65535", "65536", "", "080", "80\0", "+80", "x"]),
    ];

    private static readonly Grammar Chains = new([("chain", ["<node>", "<node>,<chain>", "<node>, <chain>", "<node>\n<chain>", ",<chain>", "10.0.0.1, <chain>"]), .. Addresses]);

    private static readonly Grammar Networks = new([("list", ["<network>", "<network>\n<list>"]), ("network", ["<v4>/<bits>", "<v6>/<bits>", "<v4>", "<v6>", "10.0.0.0/8", "2001:db8::/32", "::ffff:10.0.0.0/104"]), ("bits", ["8", "0", "32", "33", "64", "128", "129", "-1", "08", "", "8\0"]), .. Addresses]);

    private static readonly Grammar Proxies = new(
    [
        ("header", ["PROXY TCP4 <v4> <v4> <number> <number>\r\n<rest>", "PROXY TCP6 <v6> <v6> <number> <number>\r\n<rest>", "PROXY UNKNOWN<rest>\r\n", "PROXY <rest>\r\n<rest>", "\r\n\r\n\0\r\nQUIT\n<binary>", "PROXY TCP4  <v4> <v4> 1 1\r\n", "<rest>"]),
        ("rest", ["", "GET / HTTP/1.1\r\n", " ffff::1 ffff::2 1 2", "\n", "\r", " ", "PROXY ", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
        ("number", ["443", "0", "65535", "65536", "051", "", "1\0", "-1"]),
        ("binary", ["!\u0011\0\u000caaaabbbbccddrest", " \0\0\0", "!!\0\u0024aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccdd", "!\0\0\u0004abcd", "\"\u0011\0\u000c", "!\u0011\0\u000baaaabbbbccd", "!1\0\u0010aaaaaaaaaaaaaaaa", "!\u0011\u0010\u0001"]),
        .. Addresses,
    ]);

    private static readonly ClientAddressResolver Resolver = new([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8:1::/48")]);
    private static readonly ScalarFormat NetworkFormat = ScalarFormat.Of(typeof(IPNetwork))!;

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "forwarded-for", "agrees with a plain walk from the right; the same in one line or in several; an unread entry vouches for nothing",
            [typeof(ClientAddressResolver), typeof(NodeAddress), typeof(TrustedNetworks), typeof(ClientAddress), typeof(AddressText), typeof(Policies.WholeNumber)], Chains,
            ["192.0.2.1, 10.0.0.1", "[2001:db8::1]:443, 10.1.2.3", "::ffff:10.0.0.1", "unknown, 10.0.0.1", "192.0.2.1:80"], static b => Chain(Inputs.Latin(b))),
        FuzzTarget.Of(
            "proxy-protocol", "agrees with a plain reading; the same wherever the bytes are cut; never undecided again; no byte beyond the header",
            [typeof(ProxyHeaderParser), typeof(ProxyHeaderV1), typeof(ProxyHeaderV2)], Proxies,
            ["PROXY TCP4 192.0.2.1 198.51.100.1 51234 443\r\nGET", "PROXY TCP6 2001:db8::1 2001:db8::2 1 443\r\n", "PROXY UNKNOWN x\r\n", "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000caaaabbbbccdd", "\r\n\r\n\0\r\nQUIT\n \0\0\0"], Proxy),
        FuzzTarget.Of(
            "network-list", "agrees with a plain reading, bit by bit", [typeof(ScalarFormat), typeof(NetworkSet), typeof(RangeTable<uint>)], Networks,
            ["10.0.0.0/8\n192.0.2.1", "2001:db8::/32", "0.0.0.0/0\n::/0", "10.0.0.1/8", "::ffff:10.0.0.0/104"], static b => NetworkList(Inputs.Latin(b))),
    ];

    private static string Chain(string text)
    {
        var lines = text.Split('\n');
        var peer = IPAddress.Parse("10.0.0.9");
        var client = Resolver.Client(peer, new StringValues(lines));
        Oracle.Same(client, Resolver.Client(peer, new StringValues(text.Replace('\n', ','))), "several lines are one list");
        var expected = peer;
        var hops = 0;
        foreach (var entry in text.Replace('\n', ',').Split(',').Reverse())
        {
            var plain = Plain(entry.Trim(' ', '\t'));
            var read = NodeAddress.TryParse(entry.Trim(' ', '\t'), out var address);
            Oracle.Same(plain is not null, read, "an entry is an address when a plain reading says so");
            if (plain is null) break;
            expected = new IPAddress(plain);
            Oracle.Same(expected, address, "the address is the one that was sent");
            hops++;
            if (!IsTrusted(plain)) break;
        }

        Oracle.Same(expected, client, "the client is the rightmost address that is not trusted");
        return $"{Math.Min(hops, 4)} {client.AddressFamily} {ReferenceEquals(client, peer)} {IsTrusted(client.GetAddressBytes())}";
    }

    private static bool IsTrusted(byte[] address) => address is [10, _, _, _] or [0x20, 0x01, 0x0d, 0xb8, 0, 1, ..];

    private static byte[]? Plain(string text)
    {
        if (text.Length is 0 or > 64) return null;
        if (text[0] == '[')
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            return close > 0 && IsPort(text[(close + 1)..]) && PlainAddress.V6(text[1..close]) is { } inBrackets ? PlainAddress.Unmapped(inBrackets) : null;
        }

        var colons = text.Count(':');
        if (colons > 1) return PlainAddress.V6(text) is { } v6 ? PlainAddress.Unmapped(v6) : null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? PlainAddress.V4(text) : IsPort(text[colon..]) ? PlainAddress.V4(text[..colon]) : null;
    }

    private static bool IsPort(string text) => text.Length == 0 || (text[0] == ':' && PlainAddress.Port(text[1..]) is not null);

    private static string Proxy(byte[] bytes)
    {
        var status = ProxyHeaderParser.Parse(Pieces.Of(bytes), out var header, out var length);
        var plain = PlainProxyHeader.Read(bytes);
        Oracle.Same(plain switch { null => ProxyHeaderStatus.Invalid, (0, _, _) => ProxyHeaderStatus.Incomplete, _ => ProxyHeaderStatus.Complete }, status, "a plain reading decides the same");
        if (status is ProxyHeaderStatus.Complete)
        {
            Oracle.Same(plain!.Value, (length, Text(header.Source), Text(header.Destination)), "a plain reading reads the same");
            Oracle.Holds(length <= bytes.Length, "a header is no longer than what was received");
        }

        foreach (var cut in Inputs.Cuts(bytes))
        {
            Oracle.Same((status, header), (ProxyHeaderParser.Parse(Pieces.Of(bytes, cut / 2, cut), out var split, out _), split), "bytes in pieces read the same");
            var early = ProxyHeaderParser.Parse(Pieces.Of(bytes[..cut]), out var first, out var firstLength);
            if (early is ProxyHeaderStatus.Incomplete) continue;
            Oracle.Same((status, header), (early, first), "what was decided stays");
            if (early is ProxyHeaderStatus.Complete) Oracle.Same(length, firstLength, "what comes behind a header is not looked at");
        }

        return $"{status} {bytes.Length > 0 && bytes[0] == 'P'} {header.Source?.AddressFamily} {length == bytes.Length}";
    }

    private static string? Text(IPEndPoint? end) => end is null ? null : $"{Convert.ToHexString(end.Address.GetAddressBytes())}:{end.Port}";

    private static string NetworkList(string text)
    {
        List<IPNetwork> networks = [];
        List<(byte[] Address, int Bits)> plain = [];
        var outcome = "";
        foreach (var line in text.Split('\n').Take(6))
        {
            var read = NetworkFormat.Parse(line, out var allowed) as IPNetwork?;
            var expected = PlainNetwork(line);
            Oracle.Same(expected is not null, read is not null, "a network is read when a plain reading says so");
            Oracle.Holds(read is not null || allowed.Length > 0, "what is refused is told what is allowed");
            outcome += read is null ? "-" : read.Value.BaseAddress.IsIPv4MappedToIPv6 ? "m" : ClientAddress.IsV4(read.Value.BaseAddress) ? "4" : "6";
            if (read is not { } network) continue;
            networks.Add(network);
            plain.Add(Unmapped(expected!.Value));
        }

        var set = new NetworkSet(networks);
        foreach (var probe in plain.SelectMany(Probes).Append([10, 0, 0, 1]).Append(new byte[16]))
        {
            var bare = PlainAddress.Unmapped(probe);
            var expected = plain.Exists(n => n.Address.Length == bare.Length && Enumerable.Range(0, n.Bits).All(bit => Bit(n.Address, bit) == Bit(bare, bit)));
            Oracle.Same(expected, set.Contains(new IPAddress(probe)), "an address is in the set when it is in one of the networks");
        }

        foreach (var network in networks) Oracle.Holds(set.Covers(network), "a set covers its networks", network.ToString());
        return $"{outcome} {set.Count}";
    }

    private static (byte[], int)? PlainNetwork(string text)
    {
        var parts = text.Split('/');
        if ((PlainAddress.V4(parts[0]) ?? PlainAddress.V6(parts[0])) is not { } address || parts.Length > 2) return null;
        var bits = address.Length * 8;
        if (parts.Length == 2)
        {
            if (PlainAddress.Port(parts[1]) is not { } given || given > bits) return null;
            if (Enumerable.Range(given, bits - given).Any(bit => Bit(address, bit))) return null;
            bits = given;
        }

        return (address, bits);
    }

    private static (byte[] Address, int Bits) Unmapped((byte[] Address, int Bits) network) =>
        network.Bits >= 96 && PlainAddress.Unmapped(network.Address) is { Length: 4 } v4 && network.Address.Length == 16 ? (v4, network.Bits - 96) : network;

    // The first address, the last, and their neighbours outside.
    private static IEnumerable<byte[]> Probes((byte[] Address, int Bits) network)
    {
        yield return network.Address;
        byte[] last = [.. network.Address];
        for (var bit = network.Bits; bit < last.Length * 8; bit++) last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        yield return last;
        if (network.Bits == 0) yield break;
        byte[] beside = [.. last];
        beside[(network.Bits - 1) / 8] ^= (byte)(0x80 >> ((network.Bits - 1) % 8));
        yield return beside;
    }

    private static bool Bit(byte[] bytes, int bit) => (bytes[bit / 8] & (0x80 >> (bit % 8))) != 0;
}
