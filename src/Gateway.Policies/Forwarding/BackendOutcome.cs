using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Forwarding;

/// <summary>The tag "outcome" of a forwarded request: the class of the backend's status, or who broke it off. A fixed set, made once.</summary>
internal static class BackendOutcome
{
    private static readonly KeyValuePair<string, object?>[] Classes = [.. Enumerable.Range(0, 6).Select(c => Tag($"{c}xx"))];
    private static readonly KeyValuePair<string, object?> Upgraded = Tag("upgraded");
    private static readonly KeyValuePair<string, object?> NoDestination = Tag("no-destination");
    private static readonly KeyValuePair<string, object?> TimedOut = Tag("timeout");
    private static readonly KeyValuePair<string, object?> Failed = Tag("failed");
    private static readonly KeyValuePair<string, object?> Canceled = Tag("canceled");

    public static KeyValuePair<string, object?> Of(int status) =>
        status == 101 ? Upgraded : status is >= 100 and < 600 ? Classes[status / 100] : Classes[0];

    public static KeyValuePair<string, object?> Of(ForwarderError error) => error switch
    {
        ForwarderError.NoAvailableDestinations => NoDestination,
        ForwarderError.RequestTimedOut => TimedOut,
        // The client's doing, or ours: not the backend's.
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
            or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient
            or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient
            or ForwarderError.UpgradeResponseCanceled or ForwarderError.UpgradeResponseClient => Canceled,
        ForwarderError.UpgradeActivityTimeout => Upgraded,
        _ => Failed,
    };

    private static KeyValuePair<string, object?> Tag(string outcome) => new("outcome", outcome);
}
