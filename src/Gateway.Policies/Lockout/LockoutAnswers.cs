using System.Globalization;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Lockout;

/// <summary>What the backend's answer says about the credential: its status, or for gRPC, where that is always 200, grpc-status in the head or in the trailers.</summary>
internal sealed class LockoutAnswers(LockoutOptions options)
{
    private const string GrpcStatus = "grpc-status";
    private readonly int[] _failures = [.. options.FailureStatuses];
    private readonly int[] _successes = [.. options.SuccessStatuses];
    private readonly string[] _grpcFailures = [.. options.GrpcFailureStatuses.Select(static s => s.ToString(CultureInfo.InvariantCulture))];

    /// <summary>When the head is here; null when the end will say it.</summary>
    public LockoutOutcome? OfHead(HttpResponse response)
    {
        if (!IsGrpc(response)) return OfStatus(response.StatusCode);
        return response.Headers.TryGetValue(GrpcStatus, out var status) ? OfGrpc(status) : null;
    }

    /// <summary>When all of it has been sent, or has failed to be.</summary>
    /// <param name="context">The request.</param>
    /// <param name="clientWentAway">Nobody has taken the answer.</param>
    public LockoutOutcome OfEnd(HttpContext context, bool clientWentAway)
    {
        var response = context.Response;
        var isGrpc = IsGrpc(response);
        if (isGrpc && context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { } trailers && trailers.TryGetValue(GrpcStatus, out var status)) return OfGrpc(status);
        // Who hangs up once the backend has the request could look elsewhere whether the guess was right: an unanswered attempt of such a
        // client is not a free one. When the backend or the gateway failed, nothing is held against the client.
        if (clientWentAway) return LockoutOutcome.Abandoned;
        if (!isGrpc) return OfStatus(response.StatusCode);
        // The client has the answer, and its status stood where it is not seen from here: in the trailers of a client that can have none. What
        // the client brings about itself, such as content that it never finishes, is no excuse; that the backend breaks off is.
        return context.Features.Get<IForwarderErrorFeature>() is { Error: ForwarderError.ResponseBodyDestination } ? LockoutOutcome.Other : LockoutOutcome.Failure;
    }

    private static bool IsGrpc(HttpResponse response) => response.StatusCode == StatusCodes.Status200OK && GrpcCall.IsAnswer(response);

    private LockoutOutcome OfStatus(int status) =>
        Array.IndexOf(_failures, status) >= 0 ? LockoutOutcome.Failure
        : Array.IndexOf(_successes, status) >= 0 ? LockoutOutcome.Success
        : LockoutOutcome.Other;

    private LockoutOutcome OfGrpc(string? status) =>
        status == "0" ? LockoutOutcome.Success
        : Array.IndexOf(_grpcFailures, status) >= 0 ? LockoutOutcome.Failure
        : LockoutOutcome.Other;
}
