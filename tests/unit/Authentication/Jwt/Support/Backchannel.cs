using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Gateway.UnitTests.Authentication.Jwt.Support;

/// <summary>The issuer's server: counts requests and answers what the test says.</summary>
internal sealed class Backchannel : HttpMessageHandler
{
    private int _requests;

    public int Requests => _requests;

    public ConcurrentQueue<Uri> Addresses { get; } = new();

    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } =
        static (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));

    public void Serve(string body, string contentType = "application/json", HttpStatusCode status = HttpStatusCode.OK) =>
        Answer = (_, _) => Task.FromResult(Response(body, contentType, status));

    public static HttpResponseMessage Response(string body, string contentType = "application/json", HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, contentType) };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Addresses.Enqueue(request.RequestUri!);
        Interlocked.Increment(ref _requests);
        return Answer(request, cancellationToken);
    }
}
