using System.Text;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.RequestLimits;

/// <summary>Compiles the stages of RequestLimits and makes requests for them.</summary>
internal sealed class LimitsExchange
{
    public LimitsExchange(RequestLimitsOptions options, RequestBodyBudget? budget = null, string[]? routeMethods = null)
    {
        Budget = budget ?? new RequestBodyBudget();
        var services = new ServiceCollection();
        services.AddSingleton(Budget);
        services.AddRequestLimits();
        var route = new RouteConfig { RouteId = "r", Match = new RouteMatch { Path = "/", Methods = routeMethods } };
        var compilation = new RouteCompilation(new GatewayOptions(), "r", route, services.BuildServiceProvider())
        {
            Effective = new Dictionary<string, PolicyOptions>(),
        };
        Head = RequestLimitsPolicy.CompileHead(options, compilation);
        Body = RequestLimitsPolicy.CompileBody(options, compilation);
    }

    public RequestBodyBudget Budget { get; }

    public RequestStage Head { get; }

    public RequestStage? Body { get; }

    public static Exchange New(string method = "GET", Action<HttpRequest>? change = null)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(new CompletingResponse());
        context.Request.Protocol = "HTTP/1.1";
        context.Request.Method = method;
        context.Request.Path = "/";
        change?.Invoke(context.Request);
        return new Exchange(context, new RoutePlan { RouteId = "r", PathTemplate = "/", RequestStages = [], ResponseStages = [] });
    }

    public static Exchange Post(byte[] body, string? contentType = "application/json", string? encoding = null, Stream? stream = null) =>
        New("POST", r =>
        {
            r.ContentType = contentType;
            if (stream is null) r.ContentLength = body.Length;
            else r.Headers.TransferEncoding = "chunked";
            if (encoding is not null) r.Headers.ContentEncoding = encoding;
            r.Body = stream ?? new MemoryStream(body);
        });

    public static Exchange Post(string body, string? contentType = "application/json") => Post(Encoding.UTF8.GetBytes(body), contentType);

    public static Task CompleteAsync(Exchange exchange) =>
        ((CompletingResponse)exchange.Context.Features.GetRequiredFeature<IHttpResponseFeature>()).CompleteAsync();

    public Decision DecideHead(Exchange exchange)
    {
        var pending = Head.DecideAsync(exchange);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("The stage waited.");
    }

    public Decision DecideBody(Exchange exchange)
    {
        var pending = Body!.DecideAsync(exchange);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("The stage waited.");
    }

    public async Task<string?> BodyReasonAsync(Exchange exchange) => (await Body!.DecideAsync(exchange)).Rejection?.Reason;

    /// <summary>DefaultHttpContext forgets what is registered for completion; a server does not.</summary>
    private sealed class CompletingResponse : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

        public async Task CompleteAsync()
        {
            while (_completed.TryPop(out var entry)) await entry.Callback(entry.State);
        }
    }
}
