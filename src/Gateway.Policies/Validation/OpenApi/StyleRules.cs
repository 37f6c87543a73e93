using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Combinations of style and schema that have no written form, or more than one.</summary>
internal static class StyleRules
{
    public static void Check(SourcePlace place, ContractParameter parameter, SourceFindings findings)
    {
        var shape = parameter.Shape;
        if (parameter.Style is ParameterStyle.Json) return;
        if (parameter.Style is ParameterStyle.DeepObject && !shape.IsObject)
            findings.Error(place, "style deepObject for what is no object", "deepObject for objects");
        if (parameter.Style is ParameterStyle.SpaceDelimited or ParameterStyle.PipeDelimited && shape.IsObject && parameter.Explode)
            findings.Error(place, "an exploded object with a delimiter", "\"explode\": false, or style deepObject");
        if (parameter.Location is ParameterLocation.Cookie && parameter.Explode && (shape.IsArray || shape.IsObject))
            findings.Error(place, "an exploded list or object in a cookie, which has no agreed form", "\"explode\": false");
        if (shape.IsArray && IsStructured(shape.Items))
            findings.Error(place, "a list whose elements are lists or objects, which its style cannot write", "\"content\" with application/json");
        if (shape.IsObject && shape.Properties.Any(p => IsStructured(p.Value) && !TakesLists(parameter, p.Value)))
            findings.Warn(place, "an object whose members are lists or objects, which its style cannot write: such members are refused", "\"content\" with application/json");
    }

    private static bool IsStructured(SchemaShape? shape) => shape is not null && !shape.IsScalar && (shape.IsArray || shape.IsObject);

    // "filter[tag]=a&filter[tag]=b", and the members of a spread object.
    private static bool TakesLists(ContractParameter parameter, SchemaShape member) =>
        member.IsArray && !IsStructured(member.Items) && (parameter.Style is ParameterStyle.DeepObject || QueryPlan.IsSpread(parameter));
}
