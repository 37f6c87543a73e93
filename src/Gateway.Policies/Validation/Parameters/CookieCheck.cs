using Gateway.Policies.Validation.Contracts;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>Cookies of a request (RFC 6265 section 4.2.1) as parameters of an operation.</summary>
internal static class CookieCheck
{
    public static void Check(ContractParameter[] parameters, StringValues field, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        foreach (var parameter in parameters)
        {
            var count = 0;
            ReadOnlySpan<char> value = default;
            foreach (var line in field)
            {
                foreach (var part in line.AsSpan().Split(';'))
                {
                    var pair = line.AsSpan(part).Trim(" \t");
                    var equals = pair.IndexOf('=');
                    if (equals < 0 || !pair[..equals].TrimEnd(" \t").Equals(parameter.Name, StringComparison.Ordinal)) continue;
                    if (count++ == 0) value = pair[(equals + 1)..].TrimStart(" \t");
                }
            }

            if (count > 1) (violations ??= []).Add(parameter.Violation("repeated", "the cookie once"));
            else if (count == 1) CheckValue(parameter, value, scratch, ref violations);
            else if (parameter.IsRequired) (violations ??= []).Add(parameter.Violation("missing", "the cookie, which is required"));
        }
    }

    private static void CheckValue(ContractParameter parameter, ReadOnlySpan<char> value, ValueScratch scratch, ref List<ContractViolation>? violations)
    {
        // Half of the servers take the quotes off; they decode percents, which cookies themselves do not have.
        if (value is ['"', .., '"']) value = value[1..^1];
        if (value.Contains('%')) ParameterCheck.CheckText(parameter, Uri.UnescapeDataString(value.ToString()), scratch, ref violations);
        else ParameterCheck.CheckText(parameter, value, scratch, ref violations);
    }
}
