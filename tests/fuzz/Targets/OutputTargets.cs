using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Gateway.Fuzz.Engine;
using Gateway.Policies.AccessLog;
using Gateway.Policies.Authentication;
using Gateway.Policies.Events;
using Gateway.Policies.Events.Lines;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Redis.Caching;
using Gateway.Telemetry.Prometheus;
using Gateway.Telemetry.Tracing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Fuzz.Targets;

/// <summary>What is written into lines, headers and metrics: no value ends a line or says anything beside itself.</summary>
internal static class OutputTargets
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, string[] Alternatives)[] Texts =
    [
        ("text", ["a", "<piece>", "<piece><text>", "<piece><text>", "<piece><text>"]),
        ("piece", ["x", "acme", "\n", "\r\n", "\"", "\\", "}\n{\"level\":\"security\"", "\u001b[31m", "\0", "\u2028", "\u0085", "\u202e", "\u00e9", "\U0001F600", "\ufffd", "<script>", "%0a", "%", ",", " ", ", ", "=", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\u007f", "{", "__", "9", "le"]),
    ];

    private static readonly Grammar Lists = new([("list", ["<text>", "<text>\u001e<list>", "\u001e<list>"]), .. Texts]);

    private static readonly Grammar Traces = new(
        ("head", ["<parent>\n<state>", "<parent>", "<parent>\n<state>\n<state>"]), ("parent", ["00-<trace>-<span>-<flags>", "01-<trace>-<span>-<flags>-x", "ff-<trace>-<span>-01", "", "00-<trace>-<span>"]), ("trace", ["4bf92f3577b34da6a3ce929d0e0e4736", "00000000000000000000000000000000", "4BF92F3577B34DA6A3CE929D0E0E4736", "4bf9"]), ("span", ["00f067aa0ba902b7", "0000000000000000", "xyz"]), ("flags", ["01", "00", "ff", "0", "0g"]), ("state", ["a=1", "a=1,b=2", "=", "\u00e9", "x=<trace><trace><trace><trace><trace><trace><trace><trace><trace><trace><trace><trace><trace><trace><trace><trace><trace>"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of("event-line", "one line of printable ASCII that is one JSON object with the values that were given", [typeof(EventWriter), typeof(JsonLine), typeof(ClientNetwork)], Lists, ["a\u001eb\u001ec", "a\r\nb", "\u001b[31m", ""], static b => Event(Inputs.Wide(b))) with { MaxLength = 2048 },
        FuzzTarget.Of("access-line", "one line of printable ASCII that is one JSON object with the values that were given", [typeof(AccessLogWriter)], Lists, ["GET\u001eorders\u001e/orders/{id}", "G\nT", "{}"], static b => Access(b)) with { MaxLength = 2048 },
        FuzzTarget.Of("identity-headers", "a header has the values of the identity or is not there; nothing ends a line or makes one value two", [typeof(IdentityProjection)], Lists, ["acme\u001ea\u001eb", "a,b", "a b", "\u00e9", " x"], static b => Identity(Inputs.Wide(b))),
        FuzzTarget.Of("refusal", "problem+json and grpc-message are read back as what was written, and can stand where they stand", [typeof(ProblemBody), typeof(GrpcStatus)], Lists, ["Forbidden", "a%b", "\u00e9"], static b => Refusal(Inputs.Wide(b))),
        FuzzTarget.Of("metrics-text", "names are names; a plain reader of the exposition format finds the labels and values that were given", [typeof(PrometheusNames), typeof(PrometheusWriter), typeof(PrometheusLabels)], Lists, ["gateway.requests\u001e{request}\u001ea\"b\\c\nd", "9x\u001es", "__a\u001eBy/s"], static b => Metrics(Inputs.Wide(b))),
        FuzzTarget.Of("trace-context", "a trace goes on only from a well-formed traceparent; ids are hexadecimal; a request id has harmless characters", [typeof(IncomingTrace), typeof(RequestIdentifiers)], Traces, ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\na=1", ""], static b => Trace(Inputs.Latin(b))),
        new()
        {
            Name = "cache-seal",
            Oracles = "opens what it sealed; nothing else, under no other key and at no later time; never throws",
            Parsers = [typeof(CacheSeal)],
            Seeds = [[], new byte[35], new byte[36], [1, 2, 3]],
            Generate = static random =>
            {
                var bytes = new byte[random.Next(80)];
                random.NextBytes(bytes);
                return bytes;
            },
            Run = Sealed,
        },
    ];

    private static string[] Values(string text)
    {
        var values = text.Split('\u001e');
        return [.. values, .. Enumerable.Repeat("", 12)];
    }

    // What a line keeps of a text: 256 characters, and no half characters.
    private static string Kept(string text)
    {
        if (text.Length > JsonLine.MaxTextLength) text = text[..(JsonLine.MaxTextLength - 1)] + "…";
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    private static Dictionary<string, JsonElement> OneLine(ArrayBufferWriter<byte> buffer)
    {
        var line = buffer.WrittenSpan;
        Oracle.Holds(line[^1] == '\n' && !line[..^1].ContainsAnyExceptInRange((byte)' ', (byte)'~'), "a record is one line of printable ASCII", Encoding.UTF8.GetString(line));
        using var document = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.EnumerateObject().ToDictionary(static m => m.Name, static m => m.Value.Clone());
    }

    private static string Event(string text)
    {
        var v = Values(text);
        var e = new SecurityEvent { Event = v[0], Outcome = v[1], Policy = v[2], Reason = v[3], Note = v[4], Consumer = v[5], Action = v[6], Route = v[7], Resource = v[8], ClientAddress = v[9], TraceId = v[10], RequestId = v[11], Status = text.Length, Count = text.Length * 3L };
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new EventWriter();
        writer.Write(buffer, e, At);
        var record = OneLine(buffer);
        string[] names = ["event", "outcome", "policy", "reason", "note", "consumer", "action", "route", "resource", "clientAddress", "traceId", "requestId"];
        foreach (var (name, value) in names.Zip(v)) Oracle.Same(Kept(value), record[name].GetString(), "a value is read as it was given");
        Oracle.Same(("security", text.Length), (record["level"].GetString(), record["status"].GetInt32()), "level and status are those that were given");
        Oracle.Holds((JsonLine.Bound(text)?.Length ?? 0) <= JsonLine.MaxTextLength, "what waits is bounded");
        _ = ClientNetwork.Of(v[0]).ToText();
        return $"{Math.Min(5, text.Count('\u001e'))} {text.Length > 256} {record["event"].GetString() == v[0]}";
    }

    private static string Access(byte[] bytes)
    {
        var v = Values(Inputs.Wide(bytes));
        var chance = Inputs.Chance(bytes);
        var address = new byte[chance.Next(2) == 0 ? 4 : 16];
        chance.NextBytes(address);
        var r = new AccessLogRecord
        {
            Timestamp = new DateTimeOffset(chance.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero),
            Duration = new TimeSpan(chance.NextInt64()),
            Method = v[0],
            Route = v[1],
            PathTemplate = v[2],
            Status = chance.Next(),
            BytesIn = chance.NextInt64(),
            ClientAddress = new IPAddress(address),
            Consumer = v[3],
            TraceId = v[4],
            RequestId = v[5],
            Protocol = v[6],
            Tls = v[7],
            Cluster = v[8],
            Destination = v[9],
            UserAgent = v[10],
        };
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new AccessLogWriter();
        writer.Write(buffer, r);
        var record = OneLine(buffer);
        string[] names = ["method", "route", "pathTemplate", "consumer", "traceId", "requestId", "protocol", "tls", "cluster", "destination", "userAgent"];
        foreach (var (name, value) in names.Zip(v)) Oracle.Same(Kept(value), record[name].GetString(), "a value is read as it was given");
        Oracle.Same((r.Status, r.BytesIn), (record["status"].GetInt32(), record["bytesIn"].GetInt64()), "numbers are those that were given");
        Oracle.Same(r.ClientAddress.ToString(), record["clientAddress"].GetString(), "the address is the one that was given");
        Oracle.Holds(Math.Abs(record["durationMs"].GetDouble() - r.Duration.TotalMilliseconds) <= 0.001 + (r.Duration.TotalMilliseconds * 1e-12), "the duration is the one that was given");
        Oracle.Holds(record["timestamp"].GetDateTimeOffset() is var time && r.Timestamp - time is { Ticks: >= 0 and < TimeSpan.TicksPerMillisecond }, "the time is the one that was given");
        return $"{address.Length} {v[0].Length > 256} {record["method"].GetString() == v[0]}";
    }

    private static string Identity(string text)
    {
        var v = text.Split('\u001e');
        var dropped = 0;
        var projection = new IdentityProjection([new("X-Consumer", "consumer"), new("X-Roles", "roles"), new("X-Scope", "scope"), new("X-Claim", "tenant")], new Sink(() => dropped++));
        var identity = new CallerIdentity { Principal = new ClaimsPrincipal(new ClaimsIdentity(v.Select(static t => new Claim("tenant", t)))), Scheme = "Jwt:main", Consumer = v[0], Scopes = v.ToFrozenSet(), Roles = v.ToFrozenSet() };
        var headers = new HeaderDictionary();
        projection.Apply(headers, identity);
        Oracle.Same(4, headers.Count + dropped, "a header is there or an event says that it is not");
        foreach (var (name, values) in headers)
        {
            var value = values.ToString();
            Oracle.Holds(values.Count == 1 && value.Length <= 4096 && value.All(static c => c is >= ' ' and <= '~') && value.Trim() == value, "a header can stand in a request", $"{name}: {value}");
        }

        // What a backend reads is what was verified.
        if (headers.TryGetValue("X-Consumer", out var consumer)) Oracle.Same(v[0], consumer.ToString(), "the consumer is the verified one");
        if (headers.TryGetValue("X-Roles", out var roles)) Oracle.SameList([.. v.Distinct().Order(StringComparer.Ordinal)], roles.ToString().Split(','), "the roles are the verified ones");
        if (headers.TryGetValue("X-Scope", out var scopes)) Oracle.SameList([.. v.Distinct().Order(StringComparer.Ordinal)], scopes.ToString().Split(' '), "the scopes are the verified ones");
        if (headers.TryGetValue("X-Claim", out var claims)) Oracle.SameList(v, claims.ToString().Split(','), "a claim has the verified values");
        return $"{headers.Count} {Math.Min(3, v.Length)} {string.Join(' ', headers.Keys)}";
    }

    private static string Refusal(string text)
    {
        var v = Values(text);
        var rejection = new Rejection { Status = 403, Title = v[0], Detail = v[1], Reason = "r" };
        var buffer = new ArrayBufferWriter<byte>();
        ProblemBody.Write(buffer, "Policy", rejection, v[2]);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        string Whole(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        Oracle.Same((Whole(v[0]), Whole(v[1]), Whole(v[2])), (document.RootElement.GetProperty("title").GetString(), document.RootElement.GetProperty("detail").GetString(), document.RootElement.GetProperty("traceId").GetString()), "a problem is read as it was written");
        var message = GrpcStatus.Encode(text);
        Oracle.Holds(message.All(static c => c is >= ' ' and <= '~'), "a message can stand in a header", message);
        Oracle.Same(Whole(text), Encoding.UTF8.GetString(References.CarelessPath.Decode(message)), "a message is read as it was written");
        return $"{message == text} {Math.Min(3, message.Count('%'))}";
    }

    private static string Metrics(string text)
    {
        var v = Values(text);
        foreach (var type in (OpenTelemetry.Metrics.MetricType[])[OpenTelemetry.Metrics.MetricType.LongSum, OpenTelemetry.Metrics.MetricType.Histogram, OpenTelemetry.Metrics.MetricType.DoubleGauge])
        {
            var family = PrometheusNames.Family("m" + v[0], v[1], type);
            Oracle.Holds(IsName(family, colon: true), "a family has a name", family);
        }

        var label = PrometheusNames.Label(v[0]);
        Oracle.Holds(v[0].Length == 0 || (IsName(label, colon: false) && !label.StartsWith("__", StringComparison.Ordinal)), "a label has a name that is not Prometheus's own", label);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new PrometheusWriter(buffer);
        writer.Head("family", text, "gauge");
        writer.Sample("family", "", $"a=\"{PrometheusWriter.EscapeLabel(v[2])}\",b=\"{PrometheusWriter.EscapeLabel(text)}\"", "0.5", text.Length);
        var lines = Encoding.UTF8.GetString(buffer.WrittenSpan).Split('\n');
        Oracle.Same(4, lines.Length, "help, type and sample are a line each");
        var labels = PlainLabels(lines[2]);
        string Whole(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        Oracle.SameList([("a", Whole(v[2])), ("b", Whole(text)), ("le", "0.5")], labels, "a plain reader finds the labels");
        return $"{label == v[0]} {text.Contains('\n', StringComparison.Ordinal)} {text.Contains('"', StringComparison.Ordinal)} {v[1].Length > 0}";
    }

    private static bool IsName(string name, bool colon) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colon && c == ':'));

    private static List<(string, string)> PlainLabels(string line)
    {
        List<(string, string)> labels = [];
        var at = line.IndexOf('{', StringComparison.Ordinal) + 1;
        while (line[at] != '}')
        {
            var equals = line.IndexOf('=', at);
            var name = line[at..equals].TrimStart(',');
            var value = new StringBuilder();
            for (at = equals + 2; line[at] != '"'; at++) value.Append(line[at] != '\\' ? line[at] : line[++at] == 'n' ? '\n' : line[at]);
            labels.Add((name, value.ToString()));
            at++;
        }

        return labels;
    }

    private static string Trace(string text)
    {
        var lines = text.Split('\n');
        var headers = new HeaderDictionary { ["traceparent"] = lines[0] };
        if (lines.Length > 1) headers["tracestate"] = new StringValues(lines[1..]);
        var parent = IncomingTrace.ParentOf(headers);
        var parts = lines[0].Split('-');
        static bool IsHex(string part, int length) => part.Length == length && part.All(char.IsAsciiHexDigitLower);
        var isParent = parts.Length >= 4 && IsHex(parts[0], 2) && parts[0] != "ff" && IsHex(parts[1], 32) && parts[1].Any(static c => c != '0') && IsHex(parts[2], 16) && parts[2].Any(static c => c != '0') && IsHex(parts[3], 2);
        Oracle.Holds(parent == default || (isParent && parent.TraceId.ToHexString() == parts[1] && parent.SpanId.ToHexString() == parts[2]), "a trace goes on only from a well-formed traceparent", lines[0]);
        Oracle.Holds(!isParent || parts.Length > 4 || parts[0] != "00" || parent != default, "a trace goes on from a well-formed traceparent", lines[0]);
        Oracle.Holds(parent.TraceState is null || parent.TraceState.Length <= 512, "a trace state is bounded");
        var isId = RequestIdentifiers.IsRequestId(lines[^1]);
        Oracle.Same(lines[^1].Length is > 0 and <= 128 && lines[^1].All(static c => char.IsAsciiLetterOrDigit(c) || "-._~+=:/".Contains(c, StringComparison.Ordinal)), isId, "a request id has harmless characters");
        return $"{parent != default} {isParent} {parent.TraceFlags is ActivityTraceFlags.Recorded} {parent.TraceState is null} {isId}";
    }

    private static string Sealed(byte[] bytes)
    {
        var seal = new CacheSeal(new byte[32], "p");
        Oracle.Holds(seal.Open("k", bytes, At) is null, "what was never sealed is not opened");
        var entry = seal.Seal("k", bytes, At.AddSeconds(1));
        Oracle.Holds(seal.Open("k", entry, At) is { } opened && opened.AsSpan().SequenceEqual(bytes), "what was sealed is opened");
        Oracle.Holds(seal.Open("other", entry, At) is null && seal.Open("k", entry, At.AddSeconds(1)) is null && new CacheSeal(new byte[32], "q").Open("k", entry, At) is null, "nothing is opened under another key, purpose or time");
        var chance = Inputs.Chance(bytes);
        entry[chance.Next(entry.Length)] ^= (byte)(1 << chance.Next(8));
        Oracle.Holds(seal.Open("k", entry, At) is null, "what was altered is not opened");
        Oracle.Holds(seal.Open("k", entry.AsSpan(0, chance.Next(entry.Length)), At) is null, "what was cut off is not opened");
        return $"{Math.Min(bytes.Length, 64) / 12}";
    }

    private sealed class Sink(Action written) : IEventSink
    {
        public void Write(SecurityEvent securityEvent) => written();
    }
}
