using System.Text;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Judges application/x-www-form-urlencoded (WHATWG URL section 5): its fields become the members of an object.</summary>
internal static class FormCheck
{
    /// <summary>What is wrong; null for nothing.</summary>
    public static BodyFault? Judge(ContractContent content, ReadOnlySpan<byte> body) =>
        FormText.IsValid(body)
            ? new FieldSet(content.Fields ?? new QueryPlan([], []), content.Schema).Judge(Encoding.ASCII.GetString(body), "body", refusesUnknown: false)
            : BodyFault.Malformed("form-malformed", "ASCII with percent-encoded UTF-8");
}
