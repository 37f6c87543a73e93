using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Cli;

/// <summary>The answer of GET /limits as text: columns of a fixed width, so that it reads well and can be searched.</summary>
internal static class LimitsTable
{
    private const string Unknown = "-";

    // Enough to tell them apart; the whole name is in the JSON.
    private const int ShownOfPartition = 12;

    private static readonly CompositeFormat Layout = CompositeFormat.Parse("{0,5}  {1,-20} {2,-18} {3,-7} {4,9} {5,9} {6,7} {7,8} {8,8}  {9}");

    /// <exception cref="OperatorCallException">It is no such answer.</exception>
    public static string Of(JsonElement answer)
    {
        try
        {
            var text = new StringBuilder();
            text.AppendLine(Store(answer.GetProperty("store")));
            text.Append("In this process: ").Append(Number(answer.GetProperty("buckets"))).Append(answer.GetProperty("buckets").GetDouble() is 1 ? " bucket" : " buckets");
            if (answer.GetProperty("leases") is { ValueKind: JsonValueKind.Object } leases)
                text.Append("; leased ").Append(Number(leases.GetProperty("permits"))).Append(" permits, knows ").Append(Number(leases.GetProperty("partitions"))).Append(" shared partitions");
            text.AppendLine().AppendLine();
            Row(text, "USED", "RULE", "BY", "COUNTED", "LIMIT", "LEFT", "HELD", "ASKED/S", "REFUSED", "PARTITION");
            var rows = 0;
            foreach (var use in answer.GetProperty("partitions").EnumerateArray())
            {
                rows++;
                Row(text,
                    use.GetProperty("used").GetDouble().ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal),
                    use.GetProperty("rule"), string.Join(',', use.GetProperty("by").EnumerateArray()), use.GetProperty("counted"),
                    Number(use.GetProperty("limit")), Number(use.GetProperty("remaining")), Number(use.GetProperty("held")),
                    Number(use.GetProperty("perSecond")), Number(use.GetProperty("refused")), use.GetProperty("partition").GetString()![..ShownOfPartition]);
            }

            if (rows == 0) text.AppendLine("  nothing is near a limit");
            return text.ToString().TrimEnd();
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            throw new OperatorCallException("the answer is not one of a gateway's Admin listener");
        }
    }

    private static string Store(JsonElement store)
    {
        if (store.ValueKind is not JsonValueKind.Object) return "Redis: not configured; every process counts by itself";
        var breaker = store.GetProperty("breaker").GetString();
        var state = breaker == "closed" ? store.GetProperty("connected").GetBoolean() ? "asked" : "not connected" : breaker == "open" ? "NOT ASKED" : "NOT ASKED, being probed";
        var text = $"Redis: {state} since {store.GetProperty("since")}; degraded {Number(store.GetProperty("degradedSeconds"))} s in all; {Number(store.GetProperty("replicas"))} replicas";
        return store.GetProperty("lastFailure") is not { ValueKind: JsonValueKind.Object } last
            ? text
            : $"{text}; last failure {last.GetProperty("reason")}{(last.GetProperty("detail") is { ValueKind: JsonValueKind.String } detail ? $" ({detail})" : "")} at {last.GetProperty("at")}";
    }

    private static string Number(JsonElement value) => value.ValueKind is JsonValueKind.Number ? value.GetDouble().ToString("0.#", CultureInfo.InvariantCulture) : Unknown;

    private static void Row(StringBuilder text, params object[] cells) => text.AppendLine(string.Format(CultureInfo.InvariantCulture, Layout, cells).TrimEnd());
}
