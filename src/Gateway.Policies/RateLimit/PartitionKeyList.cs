using Gateway.Policies.Configuration;

namespace Gateway.Policies.RateLimit;

/// <summary>The By list of a rule, of whichever policy.</summary>
internal static class PartitionKeyList
{
    /// <summary>The entries of a list that is valid.</summary>
    /// <param name="by">The list.</param>
    /// <param name="needsIdentity">True when one of them is known only after authentication.</param>
    /// <exception cref="ArgumentException">An entry is none of <see cref="PartitionKey.AllowedForms"/>.</exception>
    public static PartitionKey[] Parse(List<string> by, out bool needsIdentity)
    {
        needsIdentity = false;
        var keys = new PartitionKey[by.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!PartitionKey.TryParse(by[i], out keys[i])) throw new ArgumentException($"found By \"{by[i]}\"; allowed: {PartitionKey.AllowedForms}", nameof(by));
            needsIdentity |= keys[i].NeedsIdentity;
        }

        return keys;
    }

    /// <summary>What no pattern of one entry can say: each entry once, Global alone, and none that every client can make up unnoticed.</summary>
    /// <param name="name">The rule's name, for messages.</param>
    /// <param name="by">The list.</param>
    /// <param name="validation">Where findings go.</param>
    public static void Validate(string name, List<string> by, OptionsValidation validation)
    {
        if (by.Count == 0)
            validation.Error($"{name}:By", "an empty list", $"at least one of {PartitionKey.AllowedForms}");
        HashSet<PartitionKey> seen = [];
        for (var i = 0; i < by.Count; i++)
        {
            var member = $"{name}:By[{i}]";
            if (!PartitionKey.TryParse(by[i], out var key))
                validation.Error(member, $"\"{by[i]}\"", PartitionKey.AllowedForms, ConfigErrorCode.InvalidValue);
            else if (!seen.Add(key))
                validation.Error(member, $"\"{by[i]}\" a second time", "each entry once");
            else if (key.Kind is PartitionKeyKind.Global && by.Count > 1)
                validation.Error(member, "\"Global\" beside other entries", "\"Global\" alone, or the other entries without it");
            else if (key is { Kind: PartitionKeyKind.Header, Name: "x-forwarded-for" or "x-real-ip" or "forwarded" })
                validation.Warn(member, $"\"{by[i]}\", which every client can make up", "\"Address\", which believes forwarded addresses from TrustedProxies only");
        }
    }
}
