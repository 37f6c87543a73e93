using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Events;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Lockout;

/// <summary>Ends attempts without holding up the answer, and tells the operator of each step.</summary>
internal sealed class LockoutRecorder(LockoutMetrics metrics, IEventSink? events = null)
{
    private const int MostKept = 256;
    private readonly ConcurrentQueue<LockoutAttempt> _attempts = new();
    private readonly string _process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    private long _lastId;

    public LockoutMetrics Metrics => metrics;

    public LockoutAttempt Rent(LockoutGuard guard, Exchange exchange)
    {
        if (!_attempts.TryDequeue(out var attempt)) attempt = new LockoutAttempt(this);
        attempt.Prepare(guard, exchange);
        return attempt;
    }

    public void Return(LockoutAttempt attempt)
    {
        if (_attempts.Count < MostKept) _attempts.Enqueue(attempt);
    }

    /// <summary>A name for an attempt that no other replica uses.</summary>
    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"{_process}{Interlocked.Increment(ref _lastId):x}");

    public void End(Exchange exchange, LockoutGuard guard, in LockoutCall call, LockoutOutcome outcome)
    {
        metrics.Ended(outcome);
        // A success under a name that nobody can tell may be the guesser's own: it must not clear what he has hidden there.
        var pending = guard.Store.EndAsync(call, outcome is LockoutOutcome.Success && call.IsNameless ? LockoutOutcome.Other : outcome);
#pragma warning disable RS0030 // Completed: Result does not block.
        if (pending.IsCompletedSuccessfully) Tell(exchange, guard.RouteId, call, pending.Result);
#pragma warning restore RS0030
        else _ = TellLaterAsync(Origin.Of(exchange), guard.RouteId, call, pending);
    }

    public void Tell(Exchange exchange, string route, in LockoutCall call, in LockoutReply reply)
    {
        if (reply.Network.Step is LockoutStep.None && reply.Account.Step is LockoutStep.None) return;
        Tell(Origin.Of(exchange), route, call, reply);
    }

    private async Task TellLaterAsync(Origin origin, string route, LockoutCall call, ValueTask<LockoutReply> pending) =>
        Tell(origin, route, call, await pending.ConfigureAwait(false));

    private void Tell(Origin origin, string route, in LockoutCall call, in LockoutReply reply)
    {
        Tell(origin, route, call.Network, reply.Network);
        if (call.Account is { } account) Tell(origin, route, account, reply.Account);
    }

    // "request.": anybody can cause a lock at will, so that floods of them are aggregated.
    private void Tell(Origin origin, string route, in LockoutKey key, in LockoutNotice notice)
    {
        if (notice.Step is LockoutStep.None) return;
        metrics.Stepped(notice.Step, key.Limit);
        var isAccount = key.Limit is LockoutLimit.Account;
        events?.Write(new SecurityEvent
        {
            Event = notice.Step switch
            {
                LockoutStep.Delayed => "request.lockout.delayed",
                LockoutStep.Locked => "request.lockout.locked",
                LockoutStep.Extended => "request.lockout.extended",
                _ => "request.lockout.ended",
            },
            Outcome = notice.Step is LockoutStep.Ended ? "success" : "rejected",
            Policy = LockoutPolicy.PolicyName,
            Reason = isAccount ? "account-and-network" : "network",
            Note = string.Create(CultureInfo.InvariantCulture, $"{Describe(notice)}; id {key.Name:x32}, network {key.Network}"),
            Route = route,
            Resource = origin.Resource,
            ClientAddress = origin.Address,
            TraceId = origin.TraceId,
        });
    }

    private static string Describe(in LockoutNotice notice)
    {
        var time = Duration.Format(TimeSpan.FromMilliseconds(notice.Milliseconds));
        return notice.Step switch
        {
            LockoutStep.Delayed => string.Create(CultureInfo.InvariantCulture, $"{notice.Number} failures, each further attempt waits from {time} on"),
            LockoutStep.Locked => $"locked for {time}",
            LockoutStep.Extended => string.Create(CultureInfo.InvariantCulture, $"lock {notice.Number}, for {time}"),
            _ => "a lock was over by time",
        };
    }

    private readonly record struct Origin(string Resource, string Address, string TraceId)
    {
        // Taken before the exchange is gone.
        public static Origin Of(Exchange exchange) => new(exchange.Plan.PathTemplate, exchange.ClientAddress.ToString(), exchange.TraceId);
    }
}
