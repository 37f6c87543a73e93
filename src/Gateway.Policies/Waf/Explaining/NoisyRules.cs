using System.Globalization;
using System.Net;
using System.Text.Json;
using Gateway.Policies.Authentication;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>Counts what events of the policy tell, by route, rule and target. Everything that grows with the file is bounded.</summary>
internal sealed class NoisyRules
{
    private const int MaxRows = 20_000;
    private const int MaxClients = 1_000;
    private const int MaxPlaces = 2_000_000;

    private readonly Dictionary<(string Route, long Rule), RuleNoise> _rules = [];

    /// <summary>How many clients of targets may still be noted.</summary>
    private int _places = MaxPlaces;

    /// <summary>Events of the policy with their rules.</summary>
    public long Events { get; private set; }

    /// <summary>Requests that were only counted: floods are aggregated, and their rules are not known.</summary>
    public long Aggregated { get; private set; }

    /// <summary>Lines that are no JSON objects.</summary>
    public long Unreadable { get; private set; }

    public IReadOnlyCollection<RuleNoise> Rules => _rules.Values;

    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.ValueKind is not JsonValueKind.Object) Unreadable++;
            else if (Text(root, "policy") == WafPolicy.PolicyName) Add(root);
        }
        catch (JsonException)
        {
            Unreadable++;
        }
    }

    private static long? Number(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    // As the ramp counts: whoever has one address of a /64 has them all, and could make noise from as many as are wanted.
    private static string Client(string address) => IPAddress.TryParse(address, out var parsed) ? AddressPrefix.Of(parsed).ToString("x", CultureInfo.InvariantCulture) : address;

    private void Add(JsonElement root)
    {
        Aggregated += Number(root, "count") ?? 0;
        if (!root.TryGetProperty("waf", out var waf) || waf.ValueKind is not JsonValueKind.Object || !waf.TryGetProperty("rules", out var rules) || rules.ValueKind is not JsonValueKind.Array) return;
        Events++;
        var route = Text(root, "route") ?? "";
        var client = Client(Text(root, "clientAddress") ?? "");
        foreach (var rule in rules.EnumerateArray())
        {
            if (Number(rule, "id") is not { } number) continue;
            if (!_rules.TryGetValue((route, number), out var noise))
            {
                if (_rules.Count == MaxRows) continue;
                _rules[(route, number)] = noise = new RuleNoise(route, number, Text(rule, "message") ?? "");
            }

            noise.Requests++;
            if (noise.Clients.Count < MaxClients) noise.Clients.Add(client);
            if (!rule.TryGetProperty("targets", out var targets) || targets.ValueKind is not JsonValueKind.Array) continue;
            foreach (var target in targets.EnumerateArray().Select(static t => TargetShape.Of(t.ToString())).Distinct(StringComparer.Ordinal)) Add(noise, target, client);
        }
    }

    private void Add(RuleNoise noise, string target, string client)
    {
        if (!noise.Targets.TryGetValue(target, out var seen))
        {
            if (noise.Targets.Count == MaxClients) return;
            noise.Targets[target] = seen = new TargetNoise();
        }

        seen.Requests++;
        // Past the bound a target seems to have fewer clients than it has: it is not suggested, rather than wrongly so.
        if (_places > 0 && seen.Clients.Count < MaxClients && seen.Clients.Add(client)) _places--;
    }
}

/// <summary>What one rule did on one route.</summary>
internal sealed record RuleNoise(string Route, long Rule, string Message)
{
    public long Requests { get; set; }

    public HashSet<string> Clients { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, TargetNoise> Targets { get; } = new(StringComparer.Ordinal);
}

/// <summary>What one rule found at one target, or at those that have one shape.</summary>
internal sealed record TargetNoise
{
    public long Requests { get; set; }

    public HashSet<string> Clients { get; } = new(StringComparer.Ordinal);
}
