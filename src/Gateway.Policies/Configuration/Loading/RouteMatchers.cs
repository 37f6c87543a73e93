using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>Whether the header and query matchers of two routes can tell every request apart.</summary>
internal static class RouteMatchers
{
    /// <summary>True when a request could match both and routing would prefer neither: it counts matchers, nothing more.</summary>
    public static bool Overlap(RouteMatch a, RouteMatch b)
    {
        var (headers, others) = (a.Headers ?? [], b.Headers ?? []);
        var (queries, otherQueries) = (a.QueryParameters ?? [], b.QueryParameters ?? []);
        if (headers.Count != others.Count || queries.Count != otherQueries.Count) return false;
        return !headers.Any(x => others.Any(y => Exclude(x, y))) && !queries.Any(x => otherQueries.Any(y => Exclude(x, y)));
    }

    private static bool Exclude(RouteHeader a, RouteHeader b)
    {
        if (!string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase)) return false;
        if (a.Mode is HeaderMatchMode.ExactHeader && b.Mode is HeaderMatchMode.ExactHeader)
            return Disjoint(a.Values, b.Values, a.IsCaseSensitive && b.IsCaseSensitive);
        return (a.Mode is HeaderMatchMode.NotExists && NeedsHeader(b.Mode)) || (b.Mode is HeaderMatchMode.NotExists && NeedsHeader(a.Mode));

        static bool NeedsHeader(HeaderMatchMode mode) => mode is not (HeaderMatchMode.NotExists or HeaderMatchMode.NotContains);
    }

    private static bool Exclude(RouteQueryParameter a, RouteQueryParameter b) =>
        string.Equals(a.Name, b.Name, StringComparison.OrdinalIgnoreCase)
        && a.Mode is QueryParameterMatchMode.Exact && b.Mode is QueryParameterMatchMode.Exact
        && Disjoint(a.Values, b.Values, a.IsCaseSensitive && b.IsCaseSensitive);

    private static bool Disjoint(IReadOnlyList<string>? a, IReadOnlyList<string>? b, bool isCaseSensitive) =>
        !(a ?? []).Intersect(b ?? [], isCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase).Any();
}
