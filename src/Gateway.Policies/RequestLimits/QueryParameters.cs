using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Policies.RequestLimits;

/// <summary>Finds a query parameter that stands twice.</summary>
internal static class QueryParameters
{
    // Up to here comparing every pair is cheaper than a set; above, a set keeps the cost linear.
    private const int PairwiseLimit = 8;

    /// <summary>
    /// Names are compared decoded and without regard to case: "a=1&amp;%61=2" and "id=1&amp;ID=2" are one parameter to many backends.
    /// </summary>
    public static bool HasDuplicate(QueryString query)
    {
        var parameters = new QueryStringEnumerable(query.Value.AsMemory());
        var count = 0;
        foreach (var parameter in parameters)
        {
            if (++count > PairwiseLimit) return HasDuplicateInSet(parameters);
            var name = parameter.DecodeName().Span;
            var earlier = 1;
            foreach (var other in parameters)
            {
                if (earlier++ >= count) break;
                if (name.Equals(other.DecodeName().Span, StringComparison.OrdinalIgnoreCase)) return true;
            }
        }

        return false;
    }

    // The comparer of strings goes over to randomised hashing when many names collide.
    private static bool HasDuplicateInSet(QueryStringEnumerable parameters)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in parameters)
            if (!names.Add(parameter.DecodeName().ToString())) return true;
        return false;
    }
}
