using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Security;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>
/// Reads the security requirements of operations. Where they decide access, what OpenAPI passes over is a mistake: "security" at a path or misspelt
/// protects nothing.
/// </summary>
internal sealed class SecurityReader
{
    private const string Name = "security";
    private readonly OpenApiContext _context;
    private readonly SecuritySchemeReader _schemes;
    private readonly Dictionary<string, ContractSecurity> _known = new(StringComparer.Ordinal);
    private readonly List<ContractSecurity> _inOrder = [];
    private readonly ContractSecurity? _ofDocument;

    public SecurityReader(OpenApiContext context, SourcePlace root)
    {
        (_context, _schemes) = (context, new SecuritySchemeReader(context, root));
        RefuseMisplaced(root, isOwner: true);
        if (root.Find(Name) is { } list) _ofDocument = Read(list);
    }

    public DocumentSecurity Result => new(_inOrder, _schemes.Names);

    /// <summary>The operation's own, or else the document's; null when neither says anything.</summary>
    public ContractSecurity? Of(SourcePlace operation)
    {
        RefuseMisplaced(operation, isOwner: true);
        return operation.Find(Name) is { } list ? Read(list) : _ofDocument;
    }

    /// <param name="place">The document, an operation, or another object that an author may have written "security" into.</param>
    /// <param name="isOwner">It may have it.</param>
    public void RefuseMisplaced(SourcePlace place, bool isOwner)
    {
        foreach (var (name, _) in place.Node.Members)
        {
            if ((isOwner && name == Name) || name.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (NearestName.Find(name, [Name]) is not null)
                _context.Findings.Error(place.Find(name)!.Value, $"\"{name}\", which protects nothing here", "\"security\" in an operation, or beside \"paths\" for all of them");
        }
    }

    private ContractSecurity? Read(SourcePlace list)
    {
        if (list.Node.Kind is not SourceKind.Array)
        {
            _context.Findings.Error(list, list.Node.Describe(), "an array of security requirements; [] for everybody");
            return null;
        }

        if (list.Node.Items.Count > ContractLimits.MaxAlternatives)
            _context.Findings.Error(list, $"{list.Node.Items.Count} alternatives", $"at most {ContractLimits.MaxAlternatives}");
        var alternatives = list.Items().Select(Alternative).ToArray();
        var key = string.Join('\n', alternatives.Select(static a => string.Join('\t', a.Demands.Select(static d => $"{d.Scheme.Name.Length} {d.Scheme.Name} {string.Join(' ', d.Scopes)} / {string.Join(' ', d.Roles)}")) + "."));
        if (_known.TryGetValue(key, out var known)) return known;
        var read = new ContractSecurity(_inOrder.Count, alternatives, list.Location, list.Display);
        _known.Add(key, read);
        _inOrder.Add(read);
        return read;
    }

    private SecurityAlternative Alternative(SourcePlace place)
    {
        var demands = new List<SecurityDemand>();
        if (!_context.IsObject(place)) return new([]);
        foreach (var (name, names) in place.Members())
        {
            if (_schemes.Find(name, names) is not { } scheme) continue;
            var texts = Names(names, scheme);
            demands.Add(new SecurityDemand(scheme, scheme.HasScopes ? texts : [], scheme.HasScopes ? [] : texts));
        }

        return new([.. demands]);
    }

    private string[] Names(SourcePlace list, SecurityScheme scheme)
    {
        if (list.Node.Kind is not SourceKind.Array)
        {
            _context.Findings.Error(list, list.Node.Describe(), "an array, of scopes for oauth2 and openIdConnect");
            return [];
        }

        if (_context.IsVersion30 && !scheme.HasScopes && list.Node.Items.Count > 0)
            _context.Findings.Error(list, $"names beside {scheme.Describe()}", "[]; scopes are for oauth2 and openIdConnect (OpenAPI 3.0)");
        var names = new List<string>();
        foreach (var item in list.Items())
        {
            if (item.Node.Kind is SourceKind.String && ApiKeyDocumentReader.IsScope(item.Node.Text)) names.Add(item.Node.Text!);
            else _context.Findings.Error(item, item.Node.Describe(), "a scope: 1 to 128 characters of printable ASCII without spaces, '\"' and '\\' (RFC 6749 section 3.3)");
        }

        _schemes.WarnUndeclared(scheme, list);
        return [.. names.Distinct(StringComparer.Ordinal)];
    }
}
