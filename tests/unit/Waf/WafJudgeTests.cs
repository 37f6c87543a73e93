using System.Diagnostics.Metrics;
using Gateway.Policies.Waf;
using Gateway.SecLang;
using Gateway.SecLang.Model;
using Gateway.UnitTests.Pipeline;

namespace Gateway.UnitTests.Waf;

/// <summary>What is made of a transaction: what the request holds is not mixed up with what its answer does.</summary>
public sealed class WafJudgeTests : IDisposable
{
    private static readonly RuleSet Rules = RuleSet.Load(new RuleSetOptions
    {
        Recommended = false,
        Before = "SecRule RESPONSE_STATUS \"@eq 500\" \"id:1,phase:3,deny,status:403,log\"\nSecRule REQUEST_URI \"@contains bad\" \"id:2,phase:2,deny,status:403,log\"\n",
    }).RuleSet!;

    private readonly PipelineFixture _pipeline = new();

    public void Dispose() => _pipeline.Dispose();

    /// <summary>A backend may answer while the body is still on its way: the phases of the answer run first.</summary>
    [Theory]
    [InlineData("/bad", "rule")]
    [InlineData("/fine", null)]
    public void Request_ThatIsJudgedBehindItsAnswer_IsJudgedByItsOwnPhases(string target, string? reason)
    {
        using var metrics = new WafMetrics(_pipeline.Measured.Factory);
        var counted = new List<string?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, _pipeline.Measured.Factory) && instrument.Name == "gateway.waf.matches") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add((string?)tags[0].Value));
        listener.Start();
        var judge = new WafJudge(new WafRejections(new WafOptions()), new WafParts(null!, null!, null!, _pipeline.Rejections, metrics));
        using var transaction = Rules.Begin();
        transaction.Controls.Engine = EngineMode.DetectionOnly;
        transaction.Request.Line("POST"u8, System.Text.Encoding.ASCII.GetBytes(target), "HTTP/1.1"u8);
        transaction.Request.EndHead(transaction.BodySettings);
        transaction.Run(1);
        transaction.Response.Line("HTTP/1.1"u8, 500, "No"u8);
        transaction.Response.EndHead();
        foreach (var phase in (int[])[3, 4, 5]) transaction.Run(phase);
        Assert.Equal(1, transaction.ResponseVerdict!.RuleId);

        transaction.Request.Body.End();
        transaction.Run(2);
        var decision = judge.OfRequest(PipelineFixture.Exchange(), transaction, enforces: false, policyEnforces: false);
        Assert.Equal(reason, decision.Rejection?.Reason);
        Assert.Equal(reason is null ? null : 2L, transaction.RequestVerdict?.RuleId);
        // That of the answer is counted with the answer.
        Assert.Equal(reason is null ? [] : ["2"], counted);
    }
}
