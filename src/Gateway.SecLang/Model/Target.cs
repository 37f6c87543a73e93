using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Model;

/// <summary>
/// One part of a target list: values to look at, their number (<c>&amp;</c>), or values to leave out (<c>!</c>). With <paramref name="IsJsonPlace"/> the selector is for places of JSON
/// bodies, and means no value from elsewhere.
/// </summary>
internal sealed record Target(Collection Collection, Selector Selector, bool IsCount = false, bool IsExclusion = false, bool IsJsonPlace = false)
{
    /// <summary>The name as messages show it, <c>ARGS:id</c>.</summary>
    public string Display => CollectionNames.Text(Collection) + (Selector.Text.Length == 0 ? "" : ":" + Selector.Text);
}
