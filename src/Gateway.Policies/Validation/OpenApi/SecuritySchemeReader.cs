using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Security;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Reads the security schemes that requirements name. They are those of the document itself, whichever file the requirement stands in.</summary>
internal sealed class SecuritySchemeReader
{
    private static readonly string[] Types = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
    private static readonly string[] Places = ["header", "query", "cookie"];
    private readonly OpenApiContext _context;
    private readonly SourcePlace? _all;
    private readonly Dictionary<string, SecurityScheme?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _scopes = new(StringComparer.Ordinal);

    public SecuritySchemeReader(OpenApiContext context, SourcePlace root)
    {
        _context = context;
        _all = context.Object(root, "components") is { } components ? context.Object(components, "securitySchemes") : null;
    }

    public IReadOnlyList<string> Names => [.. _all?.Node.Members.Select(static m => m.Name) ?? []];

    /// <summary>Null after a finding.</summary>
    /// <param name="name">The scheme's name.</param>
    /// <param name="user">Where it is named.</param>
    public SecurityScheme? Find(string name, SourcePlace user)
    {
        if (_known.TryGetValue(name, out var known)) return known;
        if (_all?.Find(name) is { } place) return _known[name] = _context.Follow(place) is { } target ? Read(name, target) : null;
        _context.Findings.Error(user, $"the security scheme \"{name}\", which the document does not define",
            Names.Count == 0 ? "schemes of components/securitySchemes, which has none" : NearestName.Allowed(name, Names));
        return null;
    }

    /// <summary>A scope that no flow of the scheme knows is likely misspelt, and no token has it then.</summary>
    public void WarnUndeclared(SecurityScheme scheme, SourcePlace list)
    {
        if (!_scopes.TryGetValue(scheme.Name, out var declared)) return;
        foreach (var item in list.Items())
        {
            if (item.Node.Text is { } scope && !declared.Contains(scope))
                _context.Findings.Warn(item, $"the scope \"{scope}\", which no flow of {scheme.Name} has", NearestName.Allowed(scope, [.. declared]));
        }
    }

    private SecurityScheme? Read(string name, SourcePlace place)
    {
        var type = _context.Text(place, "type");
        switch (type)
        {
            case "apiKey":
                return Key(name, place);
            case "http":
                if (Required(place, "scheme", "the scheme of Authorization, e.g. \"bearer\"") is not { } scheme) return null;
                return Make(scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase) ? SecurityKind.Bearer : SecurityKind.Http, scheme);
            case "oauth2":
                ReadScopes(name, place);
                return Make(SecurityKind.OAuth2);
            case "openIdConnect":
                return Make(SecurityKind.OpenIdConnect);
            case "mutualTLS":
                return Make(SecurityKind.MutualTls);
            default:
                _context.Findings.Error(place.Find("type") ?? place, type is null ? "no type of security scheme" : $"\"{type}\"", NearestName.Allowed(type, Types));
                return null;
        }

        SecurityScheme Make(SecurityKind kind, string detail = "") => new(name, kind, detail, place.Location, place.Display);
    }

    private SecurityScheme? Key(string name, SourcePlace place)
    {
        if (Required(place, "name", "the name of the header, query parameter or cookie") is not { } detail) return null;
        var where = _context.Text(place, "in");
        var number = Array.IndexOf(Places, where);
        if (number >= 0) return new(name, SecurityKind.KeyInHeader + number, detail, place.Location, place.Display);
        _context.Findings.Error(place.Find("in") ?? place, where is null ? "no place of the key" : $"\"{where}\"", NearestName.Allowed(where, Places));
        return null;
    }

    private string? Required(SourcePlace place, string member, string allowed)
    {
        if (_context.Text(place, member) is { Length: > 0 } text) return text;
        if (place.Find(member)?.Node is null or { Kind: SourceKind.String }) _context.Findings.Error(place, $"no \"{member}\"", allowed);
        return null;
    }

    private void ReadScopes(string name, SourcePlace place)
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        if (_context.Object(place, "flows") is not { } flows) return;
        foreach (var (flow, item) in flows.Members())
        {
            if (flow.StartsWith("x-", StringComparison.Ordinal) || _context.Follow(item) is not { } target) continue;
            if (_context.Object(target, "scopes") is { } scopes) declared.UnionWith(scopes.Node.Members.Select(static m => m.Name));
        }

        if (declared.Count > 0) _scopes.Add(name, declared);
    }
}
