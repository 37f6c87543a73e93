using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf.Findings;

/// <summary>The anomaly scores that the Core Rule Set leaves in TX variables; names differ between its versions 3 and 4. What no rule has set is 0.</summary>
/// <param name="Inbound">Of the request, as far as it counts against the threshold.</param>
/// <param name="InboundThreshold">From where on requests are blocked.</param>
/// <param name="Outbound">Of the answer.</param>
/// <param name="OutboundThreshold">From where on answers are blocked.</param>
/// <param name="ParanoiaLevel">Whose rules count.</param>
/// <param name="Parts">The score by kind of attack and by paranoia level; only what is not 0.</param>
internal sealed record WafScores(long Inbound, long InboundThreshold, long Outbound, long OutboundThreshold, long ParanoiaLevel, IReadOnlyList<(string Name, long Score)> Parts)
{
    private static readonly (string Name, byte[] Variable)[] KnownParts =
    [
        ("sqli", "sql_injection_score"u8.ToArray()),
        ("xss", "xss_score"u8.ToArray()),
        ("rfi", "rfi_score"u8.ToArray()),
        ("lfi", "lfi_score"u8.ToArray()),
        ("rce", "rce_score"u8.ToArray()),
        ("php", "php_injection_score"u8.ToArray()),
        ("http", "http_violation_score"u8.ToArray()),
        ("session", "session_fixation_score"u8.ToArray()),
        ("pl1", "anomaly_score_pl1"u8.ToArray()),
        ("pl2", "anomaly_score_pl2"u8.ToArray()),
        ("pl3", "anomaly_score_pl3"u8.ToArray()),
        ("pl4", "anomaly_score_pl4"u8.ToArray()),
        ("pl1", "inbound_anomaly_score_pl1"u8.ToArray()),
        ("pl2", "inbound_anomaly_score_pl2"u8.ToArray()),
        ("pl3", "inbound_anomaly_score_pl3"u8.ToArray()),
        ("pl4", "inbound_anomaly_score_pl4"u8.ToArray()),
    ];

    public static WafScores Of(Transaction transaction)
    {
        var parts = new List<(string, long)>();
        foreach (var (name, variable) in KnownParts)
            if (transaction.Number(variable) is var score and not 0) parts.Add((name, score));
        return new WafScores(
            Either(transaction, "blocking_inbound_anomaly_score"u8, "anomaly_score"u8),
            transaction.Number("inbound_anomaly_score_threshold"u8),
            Either(transaction, "blocking_outbound_anomaly_score"u8, "outbound_anomaly_score"u8),
            transaction.Number("outbound_anomaly_score_threshold"u8),
            Either(transaction, "blocking_paranoia_level"u8, "paranoia_level"u8),
            parts);
    }

    private static long Either(Transaction transaction, ReadOnlySpan<byte> current, ReadOnlySpan<byte> old) =>
        transaction.Number(current) is var score and not 0 ? score : transaction.Number(old);
}
