using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Validation.Security;

/// <summary>The rules of a route whose document decides access: nothing of it goes unheeded (fail closed).</summary>
internal static class DocumentAccessRules
{
    /// <summary>What the options of Validation say alone.</summary>
    public static void CheckOptions(ValidationOptions options, OptionsValidation validation)
    {
        if (options.SecurityFrom is not SecuritySource.OpenApi)
        {
            if (options.SecuritySchemes.Count > 0)
                validation.Error("SecuritySchemes", "schemes without SecurityFrom: OpenApi, which would say nothing", "SecurityFrom: OpenApi", ConfigErrorCode.Conflict);
            return;
        }

        if (options.OpenApi is null)
            validation.Error("SecurityFrom", "OpenApi without a document", "OpenApi: the document", ConfigErrorCode.Conflict);
        if (options.Mode is PolicyMode.Off)
            validation.Error("Mode", "Off beside SecurityFrom: OpenApi, which would leave operations open", "Enforce or Report; Request: Off where requests are not to be looked at; or SecurityFrom: Route", ConfigErrorCode.Conflict);
        // Nothing says who may call what the document does not have.
        if (options.UnknownOperations is UndeclaredMode.Allow)
            validation.Error("UnknownOperations", "Allow beside SecurityFrom: OpenApi", "Refuse: an undeclared operation has no security requirement", ConfigErrorCode.Conflict);
        if (options.UnknownMethods is UndeclaredMode.Allow)
            validation.Error("UnknownMethods", "Allow beside SecurityFrom: OpenApi", "Refuse: an undeclared method has no security requirement", ConfigErrorCode.Conflict);
    }

    /// <param name="effective">The route's effective options by policy name.</param>
    /// <param name="validation">Reports at the route's effective policies.</param>
    public static void Check(IReadOnlyDictionary<string, PolicyOptions> effective, OptionsValidation validation)
    {
        if (DocumentAccess.OptionsOf(effective) is not { } options || effective.GetValueOrDefault(AuthenticationPolicy.PolicyName) is not AuthenticationOptions authentication) return;
        const string Member = $"{ValidationPolicy.PolicyName}:SecurityFrom";
        if (authentication.Schemes is not { Count: > 0 } schemes)
        {
            validation.Error(
                Member, "OpenApi on a route whose Authentication has no Schemes, so that nobody could meet a requirement",
                "Schemes, with Anonymous beside them where the document is to open operations; or SecurityFrom: Route", ConfigErrorCode.Conflict);
            return;
        }

        if (options.Contract?.Document is not { Security: { } security } document || !CheckMap(options, security, schemes, validation)) return;
        ConfigError? first = null;
        var access = DocumentAccess.Compile(security, new SchemeMap(options, authentication, validation.Gateway), static _ => [], (place, pointer, found, allowed) =>
        {
            var finding = new ConfigError(ConfigErrorCode.Material, place, pointer, found, allowed);
            first ??= finding;
            validation.Add(finding);
        });
        if (first is not null)
            validation.Error(Member, $"a document whose security the route cannot keep, first at {first.Location} {first.Path}", "security that the route's Authentication can keep", ConfigErrorCode.Material);
        else if (authentication.Anonymous is null && document.Paths.SelectMany(static p => p.Operations).FirstOrDefault(o => o.Security is { } s && access[s.Number].IsForEverybody) is { } open)
            validation.Warn(Member, $"operations that the document opens to everybody, first {open.Id}: they stay closed", "Anonymous with a Reason beside Schemes, to let the document open them", ConfigErrorCode.Conflict);
    }

    private static bool CheckMap(ValidationOptions options, DocumentSecurity security, List<string> schemes, OptionsValidation validation)
    {
        var isGood = true;
        foreach (var (name, said) in options.SecuritySchemes)
        {
            const string Member = $"{ValidationPolicy.PolicyName}:SecuritySchemes";
            if (!security.SchemeNames.Contains(name, StringComparer.Ordinal))
                Refuse($"{Member}:{name}", $"\"{name}\"", security.SchemeNames.Count == 0 ? "none: the document defines no security schemes" : $"a security scheme of the document: {NearestName.Allowed(name, security.SchemeNames)}");
            for (var i = 0; i < (said?.Count ?? 0); i++)
            {
                if (!schemes.Contains(said![i], StringComparer.Ordinal))
                    Refuse($"{Member}:{name}[{i}]", $"\"{said[i]}\"", $"schemes of the route's Authentication: {NearestName.Allowed(said[i], schemes)}");
            }
        }

        return isGood;

        void Refuse(string member, string found, string allowed)
        {
            isGood = false;
            validation.Error(member, found, allowed, ConfigErrorCode.UnknownReference);
        }
    }
}
