using System.Net;
using Gateway.Policies.Authentication;
using Gateway.Policies.Counters;
using Gateway.Policies.LoadShedding.Limits;
using Gateway.Policies.Lockout;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Retry;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Responses;
using Gateway.Policies.WebSocket;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Pipeline;

/// <summary>One request on its way through the gateway: what the stages know of it beside the <see cref="HttpContext"/>.</summary>
public sealed class Exchange(HttpContext context, RoutePlan plan)
{
    private List<KeyValuePair<string, StringValues>>? _responseHeaders;
    private RequestIdentifiers? _identifiers;
    private ExchangeEnding? _endings;
    private LateRefusal? _lateRefusal;

    public HttpContext Context { get; } = context;

    public RoutePlan Plan { get; } = plan;

    /// <summary>
    /// The client's address: the peer's, or the one that a trusted proxy vouches for. Never null on a TCP listener.
    /// v4-mapped v6 addresses are given as v4.
    /// </summary>
    public IPAddress ClientAddress { get; init; } = Networking.ClientAddress.Normalize(context.Connection.RemoteIpAddress ?? IPAddress.None);

    /// <summary>Who is calling, once authentication has verified it; null before that and on anonymous routes.</summary>
    public CallerIdentity? Identity { get; set; }

    /// <summary>Why the request was refused or reported last; null when nothing was. For the access record.</summary>
    public string? Outcome { get; set; }

    /// <summary>The trace id that client, event and access record share (W3C trace context, 32 hex digits).</summary>
    public string TraceId => Identifiers.TraceId;

    /// <summary>The ids under which the request is found again; made when somebody asks.</summary>
    public RequestIdentifiers Identifiers => _identifiers ??= RequestIdentifiers.For(Context, IsCanonical && CarriesIds(Context.Request.Headers));

    /// <summary>The request passed the gate: ids that it still carries come from a trusted proxy.</summary>
    internal bool IsCanonical { get; init; }

    /// <summary>True when the route's total time is over (a client that went away does not count).</summary>
    public bool DeadlinePassed => Deadline is { Passed: true };

    /// <summary>The count of requests in flight that this one is in; null once it has left it.</summary>
    internal StripedCount? Active { get; set; }

    /// <summary>The Authorization field that was taken off the request for its way to the backend; empty when none was.</summary>
    internal StringValues WithheldAuthorization { get; set; }

    internal RequestDeadline? Deadline { get; set; }

    /// <summary>The time for the head of the backend's answer, while it is waited for.</summary>
    internal RequestDeadline? HeadDeadline { get; set; }

    /// <summary>The request's place at its cluster; null where load is not shed.</summary>
    internal AdmittedRequest? Admitted { get; set; }

    /// <summary>When and how often the request may be sent again; null when it may not.</summary>
    internal RetryRules? RetryRules { get; set; }

    /// <summary>How often it has been sent to a backend, the attempt that is under way included.</summary>
    internal int Attempt { get; set; } = 1;

    /// <summary>The backend's answer was thrown away because the request is sent again, after this time.</summary>
    internal TimeSpan? RetryDelay { get; set; }

    /// <summary>Items of the RateLimit field from the stages so far: the next stage that limits adds its own to them.</summary>
    internal string? RateLimitItems { get; set; }

    /// <summary>The RateLimit-Policy field as the stages so far made it.</summary>
    internal string? RateLimitPolicies { get; set; }

    /// <summary>Takes whose real cost the backend will report; null when there are none.</summary>
    internal PendingCharge? PendingCharge { get; set; }

    /// <summary>The attempt that the request is on a route with Lockout, while it is not over; null otherwise.</summary>
    internal LockoutAttempt? LockoutAttempt { get; set; }

    /// <summary>Told what Authentication makes of the credential; null when nobody asks.</summary>
    internal ICredentialWatcher? CredentialWatcher { get; set; }

    /// <summary>What the WebSocket that the request opens is held to; null for nothing, and for other requests.</summary>
    internal WebSocketRules? WebSocket { get; set; }

    /// <summary>Looks at the backend's answer before it is sent; null where nobody does.</summary>
    internal AnswerCheck? ResponseCheck { get; set; }

    /// <summary>The plan's <see cref="RoutePlan.DroppedFields"/> were left out when the backend's answer was copied: nobody has to look for them.</summary>
    internal bool DroppedFieldsAreGone { get; set; }

    /// <summary>The operation of the contract that the request is; null for none.</summary>
    internal ContractOperation? Operation { get; set; }

    /// <summary>The same, once the request has been found to keep the contract by a policy that would have refused it otherwise; null in every other case.</summary>
    internal ContractOperation? AcceptedOperation { get; set; }

    /// <summary>What the body has been held against and keeps; only with <see cref="AcceptedOperation"/> it could have been refused.</summary>
    internal ContractContent? JudgedContent { get; set; }

    /// <summary>Why the request is refused although it is on its way to the backend; null for nothing.</summary>
    internal LateRefusal? LateRefusal
    {
        get => Volatile.Read(ref _lateRefusal);
        set => Volatile.Write(ref _lateRefusal, value);
    }

    /// <summary>The request is on its way to the backend, or was.</summary>
    internal bool IsForwarded { get; set; }

    /// <summary>The answer is a refusal of the gateway's own.</summary>
    internal bool IsRefused { get; set; }

    /// <summary>The status of a refusal for which HTTP says 200, as gRPC wants it; null for every other answer.</summary>
    internal int? RefusalStatus { get; set; }

    /// <summary>The client closed its connection or reset its stream. False when the gateway ended the request for want of time.</summary>
    internal bool ClientWentAway => Context.RequestAborted.IsCancellationRequested && !DeadlinePassed;

    /// <summary>The total time is not the route's but a shorter one that the caller has asked for (grpc-timeout).</summary>
    internal bool HasCallersDeadline { get; set; }

    /// <summary>The client did not wait for the answer: it went away, or left no time for it.</summary>
    internal bool ClientGaveUp => ClientWentAway || (HasCallersDeadline && DeadlinePassed);

    /// <summary>The request's body, once a stage that looks into it has had it read; null otherwise. Stages do not keep it beyond the request.</summary>
    public BufferedBody? Body { get; internal set; }

    /// <summary>Headers that the answer gets, whoever makes it; each replaces the field of the same name except Vary, which is added to.</summary>
    internal IReadOnlyList<KeyValuePair<string, StringValues>> ResponseHeaders => _responseHeaders ?? (IReadOnlyList<KeyValuePair<string, StringValues>>)[];

    /// <summary>Gives the answer a header, whoever makes the answer: the backend, a refusal, or the gateway itself.</summary>
    public void SetResponseHeader(string name, StringValues value) => (_responseHeaders ??= new(4)).Add(new(name, value));

    /// <summary>
    /// Has something given back when the exchange ends. Say it before taking: what is thrown afterwards then loses nothing. Each object
    /// belongs to one exchange at a time.
    /// </summary>
    public void OnEnd(ExchangeEnding ending)
    {
        ending.Next = _endings;
        _endings = ending;
    }

    /// <summary>The exchange is over: the answer has gone or will not go.</summary>
    internal void End()
    {
        while (_endings is { } ending)
        {
            _endings = ending.Next;
            ending.Next = null;
            ending.End();
        }
    }

    private static bool CarriesIds(IHeaderDictionary headers) =>
        headers.TraceParent.Count > 0 || headers.ContainsKey(RequestIdentifiers.RequestIdHeader);
}
