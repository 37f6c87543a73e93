namespace Gateway.SecLang.Testing;

/// <summary>One request of a test and what it must cause.</summary>
internal sealed record FtwStage(byte[] Request, FtwExpectation Expectation)
{
    public static FtwStage Read(FtwMapping stage) => new(FtwRequest.Build(stage.Mapping("input")), FtwExpectation.Read(stage.Mapping("output")));
}

/// <summary>
/// What a stage must cause. Rules are judged by their ids; the status, the error and the patterns are of a whole server with its log, so one who runs rules alone leaves them out.
/// </summary>
internal sealed record FtwExpectation(
    IReadOnlyList<int> Ids, IReadOnlyList<int> NotIds, IReadOnlyList<int> Status, bool ExpectsError, string? LogPattern, string? NoLogPattern, string? ResponseContains)
{
    /// <summary>Whether the rules alone can answer it.</summary>
    public bool IsAboutRules => Ids.Count + NotIds.Count > 0;

    public static FtwExpectation Read(FtwMapping output)
    {
        var log = output.Mapping("log");
        List<int> ids = [.. log.Numbers("expect_ids")], notIds = [.. log.Numbers("no_expect_ids")];
        var pattern = log.Text("match_regex");
        var noPattern = log.Text("no_match_regex");
        Old(output.Text("log_contains"), ids, ref pattern);
        Old(output.Text("no_log_contains"), notIds, ref noPattern);
        return new FtwExpectation(ids, notIds, output.Numbers("status"), output.Flag("expect_error") ?? false, pattern, noPattern, output.Text("response_contains"));
    }

    /// <summary><c>id "942100"</c> of CRS 3 is a rule; anything else a pattern.</summary>
    private static void Old(string? text, List<int> ids, ref string? pattern)
    {
        if (text is null) return;
        var number = text.AsSpan().Trim();
        if (number.StartsWith("id", StringComparison.Ordinal)) number = number[2..].Trim(" :\"\\");
        if (number.Length == 6 && int.TryParse(number, out var id)) ids.Add(id);
        else pattern ??= text;
    }
}
