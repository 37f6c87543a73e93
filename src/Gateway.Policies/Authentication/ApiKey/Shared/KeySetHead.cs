using System.Globalization;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>Which state of a set this is. A replica never goes back to a lesser one.</summary>
/// <param name="Version">Counts the changes of the set.</param>
/// <param name="Mac">Over the set's name, the version and the list; decides between two sets of one version, so that all replicas agree.</param>
internal sealed record KeySetHead(long Version, string Mac)
{
    private const string Format = "1";

    public bool IsLesserThan(KeySetHead? other) =>
        other is not null && (Version != other.Version ? Version < other.Version : string.CompareOrdinal(Mac, other.Mac) < 0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Format}.{Version}.{Mac}");

    /// <summary>Null for a text that no gateway wrote.</summary>
    public static KeySetHead? Parse(string text) =>
        text.Split('.') is [Format, var version, { Length: 64 } mac] && WholeNumber.TryParse<long>(version, out var number) && number > 0
            ? new(number, mac)
            : null;
}
