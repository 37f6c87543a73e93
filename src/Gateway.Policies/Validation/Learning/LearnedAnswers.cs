using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Validation.Responses;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation.Learning;

/// <summary>Watches answers. JSON is read whole for it, within MaxResponseBytes; all else goes through as it comes.</summary>
internal sealed class LearnedAnswers(ValidationOptions options, RequestBodyBudget budget, LearnedContract learned) : AnswerCheck
{
    public override async ValueTask<bool> CheckAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation)
    {
        var request = exchange.Context.Request;
        var status = (int)response.StatusCode;
        var text = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        var body = ReadOnlyMemory<byte>.Empty;
        if (LearnStage.IsJson(text, out var mediaType) && !HttpMethods.IsHead(request.Method) && status is not (204 or 205 or 304))
        {
            var (read, failure) = await ResponseReading.ReadAsync(exchange, response, budget, options.MaxResponseBytes, cancellation);
            if (failure is ResponseReadingFailure.None && ResponseDecoding.TryDecode(response.Content, read, budget, options.MaxResponseBytes, out var decoded)
                && decoded.Length <= options.MaxResponseBytes) body = decoded;
        }

        learned.AddAnswer(request.Method, request.Path.Value ?? "/", status, mediaType, body.Span);
        return true;
    }
}
