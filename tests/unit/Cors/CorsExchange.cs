using Gateway.Policies.Configuration;
using Gateway.Policies.Cors;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.Cors;

/// <summary>Runs both CORS stages on one request as the pipeline does: request stage, answer's headers, response stage.</summary>
internal sealed class CorsExchange
{
    private readonly RequestStage _stage;
    private readonly ResponseStage _responseStage;

    public CorsExchange(CorsOptions options, params string[] routeMethods)
    {
        var route = new RouteConfig { RouteId = "r", Match = new RouteMatch { Path = "/", Methods = routeMethods.Length == 0 ? null : routeMethods } };
        var compilation = new RouteCompilation(new GatewayOptions(), "r", route, new ServiceCollection().BuildServiceProvider())
        {
            Effective = new Dictionary<string, PolicyOptions>(),
        };
        _stage = CorsPolicy.Compile(options, compilation);
        _responseStage = CorsPolicy.CompileResponse(options, compilation);
    }

    public static Exchange New(string method, params (string Name, string[] Values)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        foreach (var (name, values) in headers) context.Request.Headers[name] = values;
        var plan = new RoutePlan { RouteId = "r", PathTemplate = "/", RequestStages = [], ResponseStages = [] };
        return new Exchange(context, plan);
    }

    public Decision Decide(Exchange exchange)
    {
        var pending = _stage.DecideAsync(exchange);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("The stage waited.");
    }

    public IHeaderDictionary Respond(Exchange exchange)
    {
        foreach (var (name, value) in exchange.ResponseHeaders) exchange.Context.Response.Headers[name] = value;
        _responseStage.Apply(exchange);
        return exchange.Context.Response.Headers;
    }

    public (Decision Decision, IHeaderDictionary Headers) Run(Exchange exchange)
    {
        var decision = Decide(exchange);
        return (decision, Respond(exchange));
    }
}
