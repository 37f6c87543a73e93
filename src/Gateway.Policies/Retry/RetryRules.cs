using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Retry;

/// <summary>When the requests of a route are sent again.</summary>
internal sealed class RetryRules(RetryOptions options, string cluster, RetryBudget budget, RetryMetrics metrics)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly KeyValuePair<string, object?> _cluster = new("cluster", cluster);
    private readonly int[] _statuses = [.. options.Statuses];
    private readonly string[] _methods = [.. options.Methods];

    public TimeSpan? PerTryTimeout => options.PerTryTimeout;

    /// <summary>What a request pays into the budget.</summary>
    public double BudgetShare => options.BudgetPercent / 100.0;

    public int MinPerSecond => options.MinRetriesPerSecond;

    /// <summary>May be sent twice without doing twice, and can be.</summary>
    public bool Covers(Exchange exchange)
    {
        var request = exchange.Context.Request;
        return Array.IndexOf(_methods, request.Method) >= 0 && request.Headers.Upgrade.Count == 0
            && !ForwardingAttempt.ClientStillSends(exchange) && !GrpcCall.IsClaimed(request);
    }

    /// <summary>A request comes for the first time.</summary>
    public void Begin() => budget.Deposit(this);

    /// <summary>The head of an answer is here: whether it is thrown away. Decided now, because afterwards it is gone or on its way.</summary>
    public bool DiscardsAnswer(Exchange exchange, int status) =>
        Array.IndexOf(_statuses, status) >= 0 && TryAgain(exchange, RetryCause.Status);

    /// <summary>An attempt has failed without an answer: whether there is another.</summary>
    public bool TryAfterFailure(Exchange exchange) => exchange.Context.Features.Get<IForwarderErrorFeature>()?.Error switch
    {
        ForwarderError.Request => options.OnConnectionFailure && TryAgain(exchange, RetryCause.Connection),
        ForwarderError.RequestTimedOut => options.OnTimeout && TryAgain(exchange, RetryCause.Timeout),
        _ => false,
    };

    private bool TryAgain(Exchange exchange, RetryCause cause)
    {
        var context = exchange.Context;
        if (exchange.Attempt >= options.MaxAttempts || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return false;
        var pause = Pause(exchange.Attempt);
        // A pause that does not leave time for an answer only keeps the client waiting.
        if (exchange.Deadline is { } deadline && deadline.Remaining <= pause) return false;
        if (options.Mode is PolicyMode.Report)
        {
            metrics.Count(_cluster, cause, RetryOutcome.Reported);
            return false;
        }

        if (!budget.TryTake(this))
        {
            metrics.Count(_cluster, cause, RetryOutcome.BudgetExhausted);
            return false;
        }

        metrics.Count(_cluster, cause, RetryOutcome.Retried);
        exchange.RetryDelay = pause;
        return true;
    }

    private TimeSpan Pause(int attempt)
    {
        var longest = Math.Min(options.Backoff.Ticks << (attempt - 1), LongestPause.Ticks);
        return TimeSpan.FromTicks((long)(longest * Random.Shared.NextDouble()));
    }
}

/// <summary>After what a request is sent again.</summary>
internal enum RetryCause
{
    Status,
    Connection,
    Timeout,
}

/// <summary>What became of it.</summary>
internal enum RetryOutcome
{
    Retried,
    BudgetExhausted,
    Reported,
}
