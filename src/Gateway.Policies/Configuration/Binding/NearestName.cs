namespace Gateway.Policies.Configuration.Binding;

/// <summary>Finds what was probably meant by a name that does not exist.</summary>
internal static class NearestName
{
    private const int MaxListed = 10;

    // Comparing costs the product of the lengths; nobody misspells a longer name.
    private const int MaxLength = 64;

    /// <summary>The names that are allowed, cut to a readable number, with the nearest one.</summary>
    public static string Allowed(string? found, IReadOnlyList<string> names, string separator = ", ")
    {
        if (names.Count == 0) return "no members";
        var list = string.Join(separator, names.Take(MaxListed)) + (names.Count > MaxListed ? separator + "…" : "");
        return found is not null && Find(found, names) is { } nearest ? $"{list} (did you mean \"{nearest}\"?)" : list;
    }

    /// <summary>The same for names that are given elsewhere in the configuration, where there may be none yet.</summary>
    public static string Reference(string? found, IReadOnlyList<string> names, string section) =>
        names.Count == 0 ? $"a name in {section}, which is empty" : Allowed(found, names);

    /// <summary>The name that differs in case only, or in at most a third of its letters; null when none does.</summary>
    public static string? Find(string name, IEnumerable<string> names)
    {
        if (name.Length is 0 or > MaxLength) return null;
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in names)
        {
            if (candidate.Length > MaxLength) continue;
            if (string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase)) return candidate;
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance >= bestDistance || distance > Math.Max(1, Math.Max(name.Length, candidate.Length) / 3)) continue;
            (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    // Optimal string alignment: insertion, deletion, substitution and the swap of neighbours cost one each.
    private static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1], last = new int[b.Length + 1], current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[b.Length];
    }
}
