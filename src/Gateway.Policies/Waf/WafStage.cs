using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Waf.Bodies;
using Gateway.Policies.Waf.Forms;
using Gateway.Policies.Waf.Responses;
using Gateway.SecLang;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;

namespace Gateway.Policies.Waf;

/// <summary>Runs the rules over a request: (1) its head, (2) its body, (3) what they decided. With Response the transaction goes on to the answer.</summary>
internal sealed class WafStage : RequestStage
{
    private readonly RuleSet _rules;
    private readonly RuleExclusions? _exclusions;
    private readonly ContractForms? _forms;
    private readonly WafMetrics _metrics;
    private readonly RequestBodyBudget _budget;
    private readonly BodySettings _settings;
    private readonly EnforceRamp _ramp;
    private readonly bool _enforces;
    private readonly WafJudge _judge;
    private readonly RequestBodyInspection _bodies;
    private readonly ResponseInspection? _responses;

    public WafStage(WafOptions options, RuleSet rules, RuleExclusions? exclusions, ContractForms? forms, WafParts parts)
    {
        _rules = rules;
        _exclusions = exclusions;
        _forms = forms;
        _metrics = parts.Metrics;
        _budget = parts.Budget;
        _settings = options.BodiesFor(rules);
        _ramp = new EnforceRamp(options.EnforcePercent);
        _enforces = options.Mode is PolicyMode.Enforce;
        _judge = new WafJudge(new WafRejections(options), parts);
        _bodies = new RequestBodyInspection(options, parts, _judge, forms);
        _responses = options.Response is WafResponseMode.Off ? null : new ResponseInspection(options, parts, _judge);
    }

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var enforces = _enforces && _ramp.Includes(exchange.ClientAddress);
        var transaction = _rules.Begin();
        var isOurs = true;
        try
        {
            // Where nothing is refused, all that would be is told.
            transaction.Controls.Engine = enforces ? EngineMode.On : EngineMode.DetectionOnly;
            if (_exclusions is not null) transaction.Controls.Use(_exclusions);
            RequestHeadReader.Read(transaction, exchange, _settings);
            if (_forms?.MarkQuery(exchange, transaction) is > 0 and var known) _metrics.KnownValues(known);
            if (!transaction.Run(1) && _bodies.Wants(exchange, transaction))
            {
                isOurs = false;
                return InspectBodyAsync(exchange, transaction, enforces);
            }

            if (transaction.Interruption is null)
            {
                transaction.Request.Body.End();
                transaction.Run(2);
            }

            var decision = _judge.OfRequest(exchange, transaction, enforces, _enforces);
            isOurs = !KeepForResponse(exchange, transaction, enforces, ref decision);
            return decision;
        }
        finally
        {
            if (isOurs) transaction.Dispose();
        }
    }

    private async ValueTask<Decision> InspectBodyAsync(Exchange exchange, Transaction transaction, bool enforces)
    {
        var isOurs = true;
        try
        {
            if (await _bodies.InspectAsync(exchange, transaction, enforces, _enforces) is not { } decision)
            {
                var session = new WafSession(transaction, _budget, enforces, _enforces) { AwaitsAnswer = _responses is not null };
                exchange.OnEnd(session);
                isOurs = false;
                _bodies.Attach(exchange, session);
                _responses?.Attach(exchange, session);
                return Decision.Continue;
            }

            isOurs = !KeepForResponse(exchange, transaction, enforces, ref decision);
            return decision;
        }
        finally
        {
            if (isOurs) transaction.Dispose();
        }
    }

    // True: the transaction waits for the answer, and is no longer ours.
    private bool KeepForResponse(Exchange exchange, Transaction transaction, bool enforces, ref Decision decision)
    {
        if (_responses is null || (enforces && !decision.IsContinue) || RequestBodyPresence.IsTunnel(exchange.Context)) return false;
        var session = new WafSession(transaction, _budget, enforces, _enforces) { AwaitsAnswer = true };
        if (!session.TryCharge())
        {
            if (decision.IsContinue) decision = _judge.Decide(exchange, _bodies.NoMemory, enforces, _enforces);
            return false;
        }

        exchange.OnEnd(session);
        _responses.Attach(exchange, session);
        return true;
    }
}
