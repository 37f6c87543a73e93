using Gateway.Admin;
using Gateway.Hosting.Health;

namespace Gateway.Hosting.Listeners;

/// <summary>Lets the requests of the public listener through and answers those of the others. No Host, path or port that a client sends can claim another listener.</summary>
internal sealed class ListenerMiddleware(RequestDelegate next, HealthEndpoints health, AdminEndpoints admin, HttpsRedirect redirect)
{
    public Task InvokeAsync(HttpContext context)
    {
        var listener = context.Features.Get<Listener>();
        if (listener == Listener.Public) return next(context);
        if (listener == Listener.Health) return health.HandleAsync(context);
        if (listener == Listener.Admin) return admin.HandleAsync(context);
        return redirect.HandleAsync(context);
    }
}
