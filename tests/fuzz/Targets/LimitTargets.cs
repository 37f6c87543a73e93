using System.Globalization;
using System.Numerics;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.References;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Hashing;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Usage;
using Gateway.Policies.Redis.Cluster;
using Gateway.Policies.Redis.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Fuzz.Targets;

/// <summary>What limits read: cookies, descriptions of clients, costs, time limits, replies of Redis; and the fields they write.</summary>
internal static class LimitTargets
{
    private static readonly RoutePlan Plan = new() { RouteId = "r", PathTemplate = "/", RequestStages = [], ResponseStages = [] };
    private static readonly BucketRule Rule = new("per-client", 10, TimeSpan.FromSeconds(3), 20, [], 64, 1, 42);

    private static readonly Grammar Cookies = new(
        ("lines", ["<line>", "<line>\n<lines>"]), ("line", ["sid=1", "<pair>", "<pair>; <line>", "<pair>;<line>", ";<line>", ""]),
        ("pair", ["sid=<value>", "sid=<value>", " sid =\t<value> ", "SID=<value>", "sid", "=<value>", "other=<value>", "sids=1", "xsid=1"]), ("value", ["1", "", "a b", "\"a;b\"", "=", "x=y", "%20", "\u00e9"]));

    private static readonly Grammar Clients = new(
        ("list", ["<one>", "<one>\n<list>"]), ("one", ["Address=<address>", "address=<address>", "Consumer=acme", "Claim:<name>=<value>", "Header:<name>=<value>", "Cookie:<name>=<value>", "Global=1", "Route=x", "<value>", "=1", "Consumer="]),
        ("address", ["192.0.2.1", "2001:db8::1", "1", "0x7f.1", "010.0.0.1", "::ffff:192.0.2.1", "fe80::1%2", "[::1]", "192.0.2.1:80", "x"]), ("name", ["tenant", "X-Id", "", "a b", "a=b", "\u00e9"]), ("value", ["1", "a=b", "", " "]));

    private static readonly Grammar Numbers = new(
        ("number", ["0", "<digits>", "<digits><unit>", "<digits><unit>", "<sign><digits><unit>", "<digits>\n<digits>", ""]), ("digits", ["7", "00", "18446744073709551616", "99999999", "100000000", "2147483648", "<digits>1", "0<digits>", "\u0661"]), ("sign", ["-", "+", " "]), ("unit", ["S", "m", "u", "n", "H", "M", "s", "\0S", " S", "SS"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "cookies", "requests are counted together when a plain reading finds the same values of the cookie, and only then", [typeof(PartitionHasher)], Cookies,
            ["sid=1", "a=1; sid=2; b=3", "sid=1; sid=2", "sid=", "other=1\nsid=1"], static b => Cookie(Inputs.Latin(b))),
        FuzzTarget.Of(
            "limits-find", "a description is taken apart as a plain reading does; no address but one in full", [typeof(ClientDescription), typeof(PartitionKey), typeof(PartitionKeyList)], Clients,
            ["Address=192.0.2.1", "consumer=acme\nHeader:X-Id=1", "Claim:tenant=a=b", "Cookie:sid=1"], static b => Find(Inputs.Wide(b))),
        FuzzTarget.Of(
            "cost-and-timeout", "digits alone, and the number that they are; never more than the bound", [typeof(CostReport), typeof(GrpcCall)], Numbers,
            ["5", "0", "30S", "100m", "99999999H", "000000000000000000000000001"], static b => Cost(Inputs.Latin(b))),
        FuzzTarget.Of(
            "rate-limit-fields", "a structured field (RFC 9651) that a plain reader takes apart into the same numbers", [typeof(RateLimitHeaderFormat)],
            new Grammar(("case", ["<name>|<number>|<number>|<number>|<number>|<number>"]), ("name", ["per-client", "a", "x9"]), ("number", ["1", "0", "60", "1000", "86400000", "1000000000", "7"])),
            ["per-client|10|1000|20|3|0", "a|1|250|1|0|900"], static b => Fields(Inputs.Latin(b))),
        new()
        {
            Name = "redis-replies",
            Oracles = "a reply of the script or the documented exception; nothing is admitted that the script did not admit, no more is granted than was asked",
            Parsers = [typeof(CheckMessage), typeof(DrawMessage), typeof(WindowDrawMessage), typeof(ScriptTime)],
            Seeds = [[], Longs(1, 0, 0), Longs(0, long.MaxValue, 3), Longs(1, 1, 0, 0, 1, 0, 0), Longs(-1, 0, 0, 0, 0, 0, 0), Longs(1, 1, 0, 0, 1, 0, 0, 1, 2)],
            Generate = static random => Longs([.. Enumerable.Range(0, random.Next(4) switch { 0 => 3, 1 => 7, 2 => 9, _ => random.Next(12) }).Select(_ => random.Next(5) switch { 0 => 0, 1 => 1, 2 => random.Next(-5, 100), 3 => long.MaxValue - random.Next(3), _ => random.NextInt64(long.MinValue, long.MaxValue) })]),
            Run = Replies,
        },
        FuzzTarget.Of(
            "hash-slot", "the slot of a plain reading of the Redis Cluster specification", [typeof(HashSlot)], new Grammar(("key", ["<text>", "<text>{<text>}<text>", "{<text>}", "{}<text>", "{<text>", "<text>}{<text>}"]), ("text", ["gw", "", "limits:0001", "x", "{", "}"])),
            ["gw:{gw:limits:00ff}:1", "{}a", "a{b}c{d}", "123456789"], static b => Slot(Inputs.Latin(b))),
    ];

    private static byte[] Longs(params ReadOnlySpan<long> values)
    {
        List<byte> bytes = [];
        foreach (var value in values) bytes.AddRange(BitConverter.GetBytes(value));
        return [.. bytes];
    }

    private static string Cookie(string text)
    {
        var hasher = new PartitionHasher(new SipHash128(42), [new(PartitionKeyKind.Cookie, "sid")], 64, "r", "/");
        var lines = text.Split('\n');
        var values = PlainCookies.Values(lines, "sid");
        var hash = Hash(hasher, lines);
        Oracle.Same(Hash(hasher, [string.Join("; ", values.Select(static v => $"sid={v}"))]), hash, "the same values are counted together");
        Oracle.Holds(Hash(hasher, [string.Join("; ", values.Append("1").Select(static v => $"sid={v}"))]) != hash, "one value more is another partition");
        if (values.Count > 0) Oracle.Holds(Hash(hasher, [string.Join("; ", values.Skip(1).Select(static v => $"sid={v}"))]) != hash, "one value less is another partition");
        if (values.Count == 1)
        {
            Oracle.Holds(ClientDescription.TryParse([$"Cookie:sid={values[0]}"], out var client, out _) && hasher.TryHash(client, out var found) && found == hash, "an operator who describes the client finds its partition", values[0]);
        }

        return $"{Math.Min(4, values.Count)} {Math.Min(3, lines.Length)}";
    }

    private static UInt128 Hash(PartitionHasher hasher, string[] lines)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = new StringValues(lines);
        return hasher.Hash(new Exchange(context, Plan));
    }

    private static string Find(string text)
    {
        var lines = text.Split('\n');
        var read = ClientDescription.TryParse(lines, out var client, out var wrong);
        var plain = PlainFind(lines);
        Oracle.Same(plain is not null, read, "a description is read when a plain reading says so");
        Oracle.Same(!read, wrong is not null, "what is wrong is said");
        if (plain is null) return $"wrong {Array.IndexOf(lines, wrong)}";
        foreach (var (name, value) in plain)
        {
            Oracle.Holds(PartitionKey.TryParse(name, out var key) && client!.Value(key) == value, "the value is the one that was given", name);
            Oracle.Holds(PartitionKey.TryParse(key.ToString(), out var again) && again == key, "a key that is written is read again", name);
        }

        return $"{plain.Count} {client!.Address?.AddressFamily}";
    }

    private static Dictionary<string, string>? PlainFind(string[] lines)
    {
        Dictionary<string, string> values = [];
        foreach (var line in lines)
        {
            var parts = line.Split('=', 2);
            if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0) return null;
            var name = char.ToUpperInvariant(parts[0][0]) + parts[0][1..];
            var rest = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
            var isToken = rest.Length is > 0 and <= 256 && rest.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
            var known = name is "Consumer" or "Address" || (name.StartsWith("Claim:", StringComparison.Ordinal) && rest.Length is > 0 and <= 256 && !rest.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c)))
                || ((name.StartsWith("Header:", StringComparison.Ordinal) || name.StartsWith("Cookie:", StringComparison.Ordinal)) && isToken);
            if (name.StartsWith("Header:", StringComparison.Ordinal)) name = "Header:" + rest.ToLowerInvariant();
            if (!known || (name == "Address" && (PlainAddress.V4(parts[1]) ?? PlainAddress.V6(parts[1])) is null) || !values.TryAdd(name, parts[1])) return null;
        }

        return values;
    }

    private static string Cost(string text)
    {
        var values = new StringValues(text.Split('\n'));
        var read = CostReport.TryRead(values, 1000, out var cost, out var capped);
        var isNumber = text.Length > 0 && text.All(char.IsAsciiDigit);
        Oracle.Same(isNumber, read, "a cost is digits alone, once");
        if (read) Oracle.Same((BigInteger.Min(1000, BigInteger.Parse(text, CultureInfo.InvariantCulture)), BigInteger.Parse(text, CultureInfo.InvariantCulture) > 1000), (cost, capped), "a cost is the number, or the most");
        return $"{read} {capped} {Timeout(text)}";
    }

    // "Timeout" of the gRPC protocol over HTTP/2: 1 to 8 digits and a unit.
    private static string Timeout(string text)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Protocol, context.Request.ContentType) = ("POST", "HTTP/2", "application/grpc");
        context.Request.Headers[GrpcCall.TimeoutField] = text;
        var route = TimeSpan.FromSeconds(30);
        var bound = GrpcCall.Bound(context.Request, route);
        var digits = text.Length > 0 ? text[..^1] : "";
        var isTime = digits.Length is > 0 and <= 8 && digits.All(char.IsAsciiDigit) && "HMSmun".Contains(text[^1], StringComparison.Ordinal);
        var sent = context.Request.Headers[GrpcCall.TimeoutField].ToString();
        Oracle.Holds(bound <= route && bound > TimeSpan.Zero, "a call has at most the route's time", $"{bound}");
        Oracle.Holds(sent == text ? isTime : bound == route, "only a time goes on as it came", sent);
        return $"{isTime} {bound == route}";
    }

    private static string Fields(string text)
    {
        var parts = text.Split('|');
        if (parts.Length != 6 || parts[0].Length is 0 or > 32 || !parts[0].All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')) return "not a case";
        var numbers = new int[5];
        for (var i = 0; i < 5; i++)
            if (parts[i + 1].Length is 0 or > 10 || !parts[i + 1].All(char.IsAsciiDigit) || !int.TryParse(parts[i + 1], CultureInfo.InvariantCulture, out numbers[i])) return "not a case";
        var (permits, window, burst) = (Math.Clamp(numbers[0], 1, 1_000_000_000), TimeSpan.FromMilliseconds(Math.Clamp(numbers[1], 1, 86_400_000)), Math.Clamp(numbers[2], 1, 1_000_000_000));
        if (Gcra.RefillTicks(permits, window, burst) > (UInt128)Gcra.LongestRefill.Ticks) return "too long to refill";
        var rule = new BucketRule(parts[0], permits, window, burst, [], 64, 1, 42);
        var format = new RateLimitHeaderFormat(rule);
        var policy = PlainItem.Read(format.PolicyItem);
        Oracle.Same(parts[0], policy.Name, "the item is named as the rule");
        var seconds = (long)Math.Ceiling(window.TotalSeconds);
        Oracle.Same((seconds, (long)((BigInteger)permits * seconds * TimeSpan.TicksPerSecond / window.Ticks)), (policy.Parameters["w"], policy.Parameters["q"]), "quota and window are the rule's in whole seconds");
        var verdict = new RateLimitVerdict { Remaining = Math.Min(numbers[3], burst), RetryAfter = TimeSpan.FromMilliseconds(numbers[4] % 100_000), FullIn = TimeSpan.FromMilliseconds(numbers[4] % 7000) };
        var items = format.Item(format.Item(null, verdict), verdict).Split(", ");
        Oracle.Same(items[0], items[1], "items of stages stand in one list");
        var item = PlainItem.Read(items[0]);
        Oracle.Same(verdict.Remaining, (int)item.Parameters["r"], "what remains is the verdict's");
        Oracle.Holds(item.Parameters["t"] >= 1 && (verdict.RetryAfter == TimeSpan.Zero || item.Parameters["t"] == (long)Math.Ceiling(verdict.RetryAfter.TotalSeconds)), "who waits as long as is said is not refused for it");
        return $"{verdict.RetryAfter > TimeSpan.Zero} {seconds == 1} {verdict.Remaining == 0}";
    }

    private static string Replies(byte[] bytes)
    {
        var reply = new long[bytes.Length / 8];
        for (var i = 0; i < reply.Length; i++) reply[i] = BitConverter.ToInt64(bytes, i * 8);
        var outcome = $"{Math.Min(reply.Length, 10)}";
        RateLimitTake[] takes = [.. Enumerable.Range(0, Math.Max(0, (reply.Length - 1) / 2) is var n && n > 3 ? 1 : Math.Max(1, n)).Select(static i => new RateLimitTake(Rule, (UInt128)i, 1))];
        outcome += Attempt(() =>
        {
            var check = CheckMessage.Read(reply, takes);
            Oracle.Same(reply[0] == 1, check.IsAdmitted, "the script decides");
            Oracle.Same(takes.Length, check.Before.Length, "each take has its figures");
        });
        var terms = new DrawTerms(1) { Count = 3, Want = 50, Cost = 1 };
        outcome += Attempt(() =>
        {
            var draw = DrawMessage.Read(reply, Rule, terms);
            Oracle.Holds(draw.Admitted is >= -1 and <= 3 && draw.Granted is >= 0 and <= 50, "no more is granted than was asked");
        });
        outcome += Attempt(() =>
        {
            var draw = WindowDrawMessage.Read(reply, terms);
            Oracle.Holds(draw.Admitted is >= -1 and <= 3 && draw.Granted is >= 0 and <= 50, "no more is granted in a window than was asked");
        });
        return outcome;
    }

    private static string Attempt(Action read)
    {
        try
        {
            read();
            return " read";
        }
        catch (InvalidDataException e)
        {
            return e.Message.Contains("length", StringComparison.Ordinal) ? " length" : " contradiction";
        }
    }

    private static string Slot(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : key.IndexOf('}', open + 1);
        var hashed = close > open + 1 ? key[(open + 1)..close] : key;
        ushort crc = 0;
        foreach (var c in hashed)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                var carry = ((crc >> 15) ^ ((byte)c >> bit)) & 1;
                crc = (ushort)((crc << 1) ^ (carry * 0x1021));
            }
        }

        Oracle.Same(crc % 16384, HashSlot.Of(key), "the slot is that of the specification");
        Oracle.Same(hashed, HashSlot.Hashed(key).ToString(), "what decides is that of the specification");
        return $"{open >= 0} {close >= 0} {hashed.Length == key.Length}";
    }
}
