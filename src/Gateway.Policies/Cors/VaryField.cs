using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Cors;

/// <summary>Field names that every answer lists in Vary (RFC 9110 section 12.5.5), added to what is there already.</summary>
internal sealed class VaryField(params string[] names)
{
    private readonly StringValues _all = string.Join(", ", names);

    public void AddTo(IHeaderDictionary headers)
    {
        var current = headers.Vary;
        if (current.Count == 0)
        {
            headers.Vary = _all;
            return;
        }

        if (Lists(current, "*")) return;
        foreach (var name in names)
            if (!Lists(current, name)) current = StringValues.Concat(current, name);
        headers.Vary = current;
    }

    private static bool Lists(StringValues field, string name)
    {
        foreach (var line in field)
        {
            foreach (var range in line.AsSpan().Split(','))
                if (line.AsSpan(range).Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
