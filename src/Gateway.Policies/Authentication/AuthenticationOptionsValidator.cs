using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication;

/// <summary>The rules of a route's authentication that the types cannot say.</summary>
internal static class AuthenticationOptionsValidator
{
    public static void Validate(AuthenticationOptions options, OptionsValidation validation)
    {
        var schemes = options.Schemes is { Count: > 0 };
        if (!schemes && options.Anonymous is null)
        {
            validation.Error("", "neither Schemes nor Anonymous",
                "Schemes with \"ApiKey:NAME\" or \"Jwt:NAME\", or Anonymous with a Reason", ConfigErrorCode.AccessUndecided);
        }

        if (options.Anonymous is { } anonymous && (anonymous.Reason ?? "").Trim().Length < 3)
            validation.Error("Anonymous:Reason", "no reason", "the reason why everybody may call this route, at least 3 characters", ConfigErrorCode.AccessUndecided);
        if (options.Schemes is not null) ValidateSchemes(options.Schemes, validation);
        IdentityHeaderRules.Validate(options.IdentityHeaders, validation);
    }

    private static void ValidateSchemes(List<string> schemes, OptionsValidation validation)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < schemes.Count; i++)
        {
            var names = NamesOf(SchemeReference.Parse(schemes[i]), validation.Gateway);
            if (names is null)
            {
                validation.Error($"Schemes[{i}]", $"\"{schemes[i]}\"", "\"ApiKey:NAME\" or \"Jwt:NAME\"", ConfigErrorCode.InvalidValue);
            }
            else if (!names.Value.Names.Contains(names.Value.Reference.Name))
            {
                var (reference, known) = names.Value;
                var section = reference.Kind is SchemeReference.Jwt ? "Gateway:Jwt" : "Gateway:ApiKeys";
                if (validation.IsInErrorAt($"{section}:{reference.Name}")) continue;
                validation.Error($"Schemes[{i}]", $"\"{schemes[i]}\"",
                    known.Count == 0 ? $"a name in {section}, which is empty" : $"a name in {section}: {string.Join(", ", known.Order(StringComparer.Ordinal))}",
                    ConfigErrorCode.UnknownReference);
            }
            else if (!seen.Add(schemes[i]))
            {
                validation.Error($"Schemes[{i}]", $"\"{schemes[i]}\" again", "each scheme once", ConfigErrorCode.InvalidValue);
            }
        }

        ValidateKeySets(schemes, validation);
    }

    // Two sets that read the same keys would have to be asked one after the other, and the time taken would tell which set knows an id.
    private static void ValidateKeySets(List<string> schemes, OptionsValidation validation)
    {
        var sets = new HashSet<(string Header, string Prefix)>();
        for (var i = 0; i < schemes.Count; i++)
        {
            if (SchemeReference.Parse(schemes[i]) is not { Kind: SchemeReference.ApiKey } reference) continue;
            if (!validation.Gateway.ApiKeys.TryGetValue(reference.Name, out var set)) continue;
            if (!sets.Add((set.Header.ToLowerInvariant(), set.Prefix)))
            {
                validation.Error($"Schemes[{i}]", $"a second set of keys with the prefix \"{set.Prefix}\" in the header {set.Header}",
                    "sets that differ in Prefix or Header", ConfigErrorCode.Conflict);
            }
        }
    }

    private static (SchemeReference Reference, IReadOnlyCollection<string> Names)? NamesOf(SchemeReference? reference, GatewayOptions gateway) =>
        reference switch
        {
            { Kind: SchemeReference.ApiKey } r => (r, gateway.ApiKeys.Keys),
            { Kind: SchemeReference.Jwt } r => (r, gateway.Jwt.Keys),
            _ => null,
        };
}
