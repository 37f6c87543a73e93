using System.Text.Json;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>Reads the texts of a claim that issuers write as one text or as an array, directly or inside an object.</summary>
internal static class ClaimValues
{
    /// <param name="payload">The token's payload.</param>
    /// <param name="name">The claim; "a.b" is the member b of the claim a unless a claim has that very name.</param>
    /// <param name="splitText">One text holds several values with spaces between (RFC 8693 section 4.2).</param>
    public static IReadOnlyList<string> Read(JsonElement payload, string name, bool splitText)
    {
        if (Find(payload, name) is not { } claim) return [];
        if (StrictJson.TryText(claim, out var text))
            return splitText ? text!.Split(' ', StringSplitOptions.RemoveEmptyEntries) : text!.Length > 0 ? [text] : [];
        if (claim.ValueKind is not JsonValueKind.Array) return [];
        var values = new List<string>();
        foreach (var element in claim.EnumerateArray())
            if (StrictJson.TryText(element, out var value) && value!.Length > 0) values.Add(value);
        return values;
    }

    private static JsonElement? Find(JsonElement payload, string name)
    {
        if (payload.TryGetProperty(name, out var direct)) return direct;
        if (!name.Contains('.', StringComparison.Ordinal)) return null;
        var current = payload;
        foreach (var step in name.Split('.'))
            if (current.ValueKind is not JsonValueKind.Object || !current.TryGetProperty(step, out current)) return null;
        return current;
    }
}
