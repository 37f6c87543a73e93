using Gateway.SecLang.Forms;

namespace Gateway.SecLang.Tests.Forms;

/// <summary>Forms as contracts ask for them, and values of them.</summary>
internal static class FormSamples
{
    /// <summary>The forms with names, and such as patterns and enumerations make.</summary>
    public static IReadOnlyList<ValueForm> All { get; } =
    [
        .. ValueForms.All,
        ValueForms.OfPattern("token", "[A-Za-z0-9_-]{1,64}")!,
        ValueForms.OfPattern("code", "[A-Z]{3}")!,
        ValueForms.OfPattern("order", "ORD-\\d{4,10}")!,
        ValueForms.OfPattern("hash", "[0-9a-f]{40}")!,
        ValueForms.OfPattern("version", "v?\\d{1,3}(\\.\\d{1,3}){0,2}")!,
        ValueForms.OfValues("sort", ["asc", "desc", "-created_at", "name"])!,
        ValueForms.OfValues("attacks", ["1' or 1=1--", "<script>alert(1)</script>", "fine"])!,
    ];

    /// <summary>A value of the form, by a random walk that ends with a chance at each place where it may.</summary>
    public static byte[] Value(ValueForm form, Random random)
    {
        var value = new List<byte>();
        for (var state = 0; ;)
        {
            var edges = form.Edges[state];
            if (form.Accepts(state) && (edges.Length == 0 || random.Next(8) == 0)) return [.. value];
            var (b, target) = edges[random.Next(edges.Length)];
            value.Add(b);
            state = target;
        }
    }
}
