using System.Globalization;
using System.Numerics;
using System.Text;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.Policies.CanonicalRequest;

namespace Gateway.Fuzz.Targets;

/// <summary>Hosts, and the two fields that the server decodes by our rules.</summary>
internal static class HostTargets
{
    private static readonly string[] Ours = ["api.example.com", "*.apps.example.com", "127.0.0.1", "[2001:db8::1]"];

    private static readonly Grammar Hosts = new(
        ("authority", ["<host>", "<host>:<port>", "<host>:<port>", "<host>.", "user@<host>", "<host>,<host>"]),
        ("host", ["api.example.com", "a.apps.example.com", "a.b.apps.example.com", "API.Example.COM", "127.0.0.1", "[<v6>]", "<label>.<host>", "<label>.example.com", ""]),
        ("label", ["a", "-", "_x", "xn--bcher-kva", "a..b", ".", "%61", " ", "\u00e9"]),
        ("v6", ["2001:db8::1", "2001:0DB8:0:0:0:0:0:1", "::ffff:1.2.3.4", "::", "fe80::1%25eth0", "1", "::1", "2001:db8::01.2.3.4"]),
        ("port", ["443", "8443", "80", "0", "65536", "", "+1", "08443", "8443\0", " 443", "999999999999"]));

    private static readonly Grammar Connections = new(
        ("field", ["close", "<option>", "<option>,<field>", "<option>, <field>", "<option> ,\t<field>"]),
        ("option", ["close", "keep-alive", "Upgrade", "TE", "X-User", "Cookie", "", " ", "HTTP2-Settings", "clos", "\u00e9", "close;x"]));

    private static readonly Grammar Lengths = new(("length", ["5", "0", "<digits>", "<sign><digits>", "<digits>,<digits>", " <digits>", "<digits> "]), ("digits", ["1", "9223372036854775807", "0<digits>", "<digits>7", "1e3", "0x10", "1_0"]), ("sign", ["+", "-", "\u2212", "\0"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "host", "agrees with a plain reading; idempotent; a host that is let in is one of ours", [typeof(HostName), typeof(HostGate)], Hosts,
            ["api.example.com", "API.example.com.:443", "[2001:DB8::1]:8443", "127.0.0.1", "x.apps.example.com:80"], static b => Host(Inputs.Latin(b))),
        FuzzTarget.Of(
            "connection-field", "no option is lost or made up; counts of characters agree", [typeof(ConnectionFieldEncoding), typeof(ConnectionOptionNames)], Connections,
            ["close", "keep-alive, X-User", "Upgrade", "te, close"], Connection),
        FuzzTarget.Of(
            "content-length", "a length is digits alone and the same number; everything else is none", [typeof(ContentLengthEncoding)], Lengths,
            ["0", "12345", "9223372036854775807", "+5", "-0"], Length),
    ];

    private static string Host(string text)
    {
        var read = HostName.TryParse(text, out var name, out var port);
        var plain = Plain(text);
        Oracle.Same(plain is not null, read, "a host is accepted when a plain reading accepts it");
        if (plain is not { } expected) return "malformed";
        Oracle.Same(expected.Port, port, "the port is the one that was sent");
        Oracle.Holds(HostName.TryParse(name, out var again, out var none) && again == name && none is null, "a canonical host is canonical", name);
        if (expected.Address is { } address) Oracle.Holds(System.Net.IPAddress.Parse(name).GetAddressBytes().AsSpan().SequenceEqual(address), "the address is the one that was sent", name);
        else Oracle.Same(expected.Name, name, "the name is the one that was sent");
        return $"{(name[0] == '[' ? "v6" : "name")} {port is null} {Gate(text, name)} {name == text}";
    }

    private static string Gate(string text, string name)
    {
        var outcome = "";
        foreach (var publicPort in (int[])[443, 8443])
        {
            var gate = new HostGate(Ours, publicPort);
            var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
            context.Request.Headers.Host = text;
            var rejection = gate.Inspect(context.Request);
            outcome += rejection?.Reason ?? "ours";
            if (rejection is not null) continue;
            var canonical = context.Request.Headers.Host.ToString();
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            Oracle.Holds(name is "api.example.com" or "127.0.0.1" or "[2001:db8::1]" || (dot > 0 && name[dot..] == ".apps.example.com"), "a host that is let in is one of ours", canonical);
            Oracle.Holds(canonical == name || (publicPort != 443 && canonical == $"{name}:{publicPort}"), "a host that is let in has its canonical spelling", canonical);
            Oracle.Holds(gate.Inspect(context.Request) is null && context.Request.Headers.Host == canonical, "a canonical host is let in as it is", canonical);
        }

        return outcome;
    }

    private static (string? Name, byte[]? Address, int? Port)? Plain(string text)
    {
        if (text.Length is 0 or > 261) return null;
        int? port = null;
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && colon > text.LastIndexOf(']'))
        {
            if (PlainAddress.Port(text[(colon + 1)..]) is not (> 0 and var given)) return null;
            (port, text) = (given, text[..colon]);
        }

        if (text is ['[', .., ']']) return PlainAddress.V6(text[1..^1]) is { } address ? (null, address, port) : null;
        if (text.EndsWith('.')) text = text[..^1];
        var labels = text.Split('.');
        if (text.Length > 255 || labels.Any(static l => l.Length == 0 || !l.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))) return null;
        return (text.ToLowerInvariant(), null, port);
    }

    private static string Connection(byte[] bytes)
    {
        var encoding = FieldEncodings.Select("connection")!;
        var text = encoding.GetString(bytes);
        Oracle.Same(encoding.GetCharCount(bytes), text.Length, "the count of characters is that of the text");
        Oracle.Holds(text.Length <= encoding.GetMaxCharCount(bytes.Length), "the text is not longer than the most that was said");
        var sent = Options(Encoding.Latin1.GetString(bytes));
        var read = Options(text);
        string[] known = ["close", "keep-alive", "upgrade", "te", "http2-settings"];
        var nominates = sent.Exists(o => !known.Contains(o, StringComparer.OrdinalIgnoreCase));
        Oracle.SameList(nominates ? [.. sent, "close", "keep-alive"] : sent, read, "the options are those that were sent");
        Oracle.SameList(bytes, encoding.GetBytes(Encoding.Latin1.GetString(bytes)), "a field goes out as it came");
        return $"{nominates} {Math.Min(3, sent.Count)}";
    }

    private static List<string> Options(string field) => [.. field.Split(',').Select(static o => o.Trim(' ', '\t')).Where(static o => o.Length > 0)];

    private static string Length(byte[] bytes)
    {
        var encoding = FieldEncodings.Select("CONTENT-LENGTH")!;
        var text = encoding.GetString(bytes);
        Oracle.Same(encoding.GetCharCount(bytes), text.Length, "the count of characters is that of the text");
        // As the server reads it.
        Span<char> buffer = stackalloc char[20];
        Oracle.Same(text.Length, encoding.GetChars(bytes, buffer), "a short buffer is enough");
        Oracle.Same(text, buffer[..text.Length].ToString(), "both ways of decoding agree");
        var isLength = bytes.Length is > 0 and <= 19 && bytes.All(static b => b is >= (byte)'0' and <= (byte)'9');
        var sent = isLength ? BigInteger.Parse(Encoding.ASCII.GetString(bytes), CultureInfo.InvariantCulture) : -1;
        var read = long.TryParse(text, CultureInfo.InvariantCulture, out var number);
        Oracle.Same(isLength && sent <= long.MaxValue, read, "a length is digits alone, and one that a long can hold");
        if (read) Oracle.Same(sent, number, "the number is the one that was sent");
        return $"{isLength} {read} {Math.Min(bytes.Length, 20)}";
    }
}
