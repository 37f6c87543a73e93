using Gateway.JsonSchema;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>What the readers of a document's parts share.</summary>
internal sealed class OpenApiContext(DocumentSet documents, ContractSchemas schemas, SourceFindings findings, bool isVersion30)
{
    public SourceFindings Findings => findings;

    public SchemaShapes Shapes { get; } = new(documents);

    public bool IsVersion30 => isVersion30;

    /// <summary>Follows the reference that stands in the place of an object; null after a finding.</summary>
    public SourcePlace? Follow(SourcePlace place)
    {
        for (var i = 0; i < DocumentSet.MaxReferences; i++)
        {
            if (!IsObject(place)) return null;
            if (place.Node.Find("$ref") is not { } reference) return place;
            if (reference.Kind is not SourceKind.String)
            {
                findings.Error(place, $"a \"$ref\" that is {reference.Describe()}", "a text");
                return null;
            }

            if (documents.Resolve(place, reference.Text!) is not { } target) return null;
            place = target;
        }

        findings.Error(place, "a reference that leads to itself", "a reference to an object");
        return null;
    }

    /// <summary>Reports what is no object.</summary>
    public bool IsObject(SourcePlace place)
    {
        if (place.Node.IsObject) return true;
        findings.Error(place, place.Node.Describe(), "an object");
        return false;
    }

    /// <summary>
    /// An object member, absent or one; anything else is a finding. A reference is followed in every place: teams that cut their documents into
    /// files put them also where OpenAPI has none.
    /// </summary>
    public SourcePlace? Object(SourcePlace owner, string name) => owner.Find(name) is { } place ? Follow(place) : null;

    /// <summary>The objects in an array member; anything else is a finding.</summary>
    public IEnumerable<SourcePlace> Items(SourcePlace owner, string name)
    {
        if (owner.Find(name) is not { } list) yield break;
        if (list.Node.Kind is SourceKind.Array)
        {
            foreach (var item in list.Items()) yield return item;
        }
        else
        {
            findings.Error(list, list.Node.Describe(), "an array");
        }
    }

    public bool Boolean(SourcePlace owner, string name, bool otherwise)
    {
        if (owner.Find(name) is not { } place) return otherwise;
        if (place.Node.Kind is SourceKind.True or SourceKind.False) return place.Node.Kind is SourceKind.True;
        findings.Error(place, place.Node.Describe(), "true or false");
        return otherwise;
    }

    public string? Text(SourcePlace owner, string name)
    {
        if (owner.Find(name) is not { } place) return null;
        if (place.Node.Kind is SourceKind.String) return place.Node.Text;
        findings.Error(place, place.Node.Describe(), "a text");
        return null;
    }

    public JsonSchemaValidator? Compile(SourcePlace schema, JsonSchemaDirection direction) => schemas.Compile(schema, direction);

    /// <summary>Warns of members that OpenAPI does not know: a misspelt "required" demands nothing.</summary>
    public void WarnUnknown(SourcePlace place, string[] known)
    {
        foreach (var (name, _) in place.Node.Members)
        {
            if (Array.IndexOf(known, name) >= 0 || name.StartsWith("x-", StringComparison.Ordinal)) continue;
            findings.Warn(place.Find(name)!.Value, $"\"{name}\", which says nothing here", NearestName.Allowed(name, known));
        }
    }
}
