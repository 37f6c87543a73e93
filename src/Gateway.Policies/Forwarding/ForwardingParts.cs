using Gateway.Policies.OutlierEjection;
using Gateway.Policies.Retry;
using Microsoft.AspNetCore.Builder;

namespace Gateway.Policies.Forwarding;

/// <summary>YARP's pipeline with ours in it, in order. Behind it stands YARP's forwarder.</summary>
internal static class ForwardingParts
{
    public static void UseForwardingParts(this IReverseProxyApplicationBuilder proxy)
    {
        // Everything after it is done for each attempt.
        proxy.UseMiddleware<RetryMiddleware>();
        proxy.UseMiddleware<TrialMiddleware>();
        proxy.UseSessionAffinity();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
        // Behind passive health, so that an answer that did not begin in time is the destination's failure.
        proxy.UseMiddleware<HeadTimeoutMiddleware>();
    }
}
