using System.Globalization;
using System.Text;

namespace Gateway.Policies.Waf.Rules;

/// <summary>What makes two rule sets the same: the files, and the values that their variables have. Routes with equal ones share one.</summary>
/// <param name="Files">The patterns, one a line.</param>
/// <param name="Variables">Lines of name and value; what the files say of them does not count.</param>
/// <param name="Defaults">Lines of name and value that stand until the files say otherwise.</param>
internal sealed record WafRuleSettings(string Files, string Variables, string Defaults = "")
{
    /// <summary>
    /// What an API uses beyond the forms of a web site, for which the Core Rule Set has its own defaults. Which of them a route takes is up to its methods and to RequestLimits.
    /// </summary>
    public const string ApiDefaults =
        "allowed_methods=GET HEAD POST OPTIONS PUT PATCH DELETE\n" +
        "allowed_request_content_type=|application/x-www-form-urlencoded| |multipart/form-data| |multipart/related| |text/xml| |application/xml| |application/soap+xml| " +
        "|application/json| |application/cloudevents+json| |application/cloudevents-batch+json| |application/merge-patch+json| |application/json-patch+json| |application/problem+json| " +
        "|application/vnd.api+json| |application/hal+json| |application/ld+json| |application/x-ndjson| |application/grpc| |application/grpc+proto|\n" +
        // Not, as in the Core Rule Set itself, what no rule reads as a form or a document: octet-stream and text, which many backends parse all the same.
        // Without Content-Encoding and Expect: the gateway looks into compressed bodies, and answers "100 Continue" itself. CRS 3 and CRS 4.
        "restricted_headers=/accept-charset/ /proxy/ /lock-token/ /content-range/ /if/\n" +
        "restricted_headers_basic=/proxy/ /lock-token/ /content-range/ /if/ /x-http-method-override/ /x-http-method/ /x-method-override/ /x-middleware-subrequest/";

    public IEnumerable<string> Patterns => Files.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static WafRuleSettings Of(WafOptions options)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in options.Variables) variables[name] = value.ReplaceLineEndings(" ");
        // CRS 3 and CRS 4 have different names for the same.
        Set(variables, options.ParanoiaLevel, "paranoia_level", "blocking_paranoia_level");
        Set(variables, options.DetectionParanoiaLevel, "executing_paranoia_level", "detection_paranoia_level");
        Set(variables, options.InboundThreshold, "inbound_anomaly_score_threshold");
        Set(variables, options.OutboundThreshold, "outbound_anomaly_score_threshold");
        var lines = new StringBuilder();
        foreach (var (name, value) in variables) lines.Append(name).Append('=').Append(value).Append('\n');
        return new WafRuleSettings(string.Join('\n', options.Rules), lines.ToString(), ApiDefaults);
    }

    /// <summary>Name and value of each line.</summary>
    public static IEnumerable<(string Name, string Value)> Pairs(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => (l[..l.IndexOf('=', StringComparison.Ordinal)], l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    private static void Set(SortedDictionary<string, string> variables, int? value, params ReadOnlySpan<string> names)
    {
        if (value is not { } number) return;
        foreach (var name in names) variables[name] = number.ToString(CultureInfo.InvariantCulture);
    }
}
