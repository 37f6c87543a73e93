using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// A request feature: forwarding was refused after routing and policies, nothing was sent to the backend. YARP stops when the status is
/// no longer 200; whoever called it writes the answer from <see cref="Rejection"/>.
/// </summary>
internal sealed class ForwardingRefusal(Rejection rejection)
{
    public Rejection Rejection { get; } = rejection;

    public static void Set(HttpContext context, Rejection rejection)
    {
        context.Features.Set(new ForwardingRefusal(rejection));
        context.Response.StatusCode = rejection.Status;
    }
}
