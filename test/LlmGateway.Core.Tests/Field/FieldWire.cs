using System.Net.Http.Headers;
using System.Text;
using LlmGateway.Core.Tests.Upstreams;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Streams of model servers.</summary>
internal static class FieldWire
{
    public static HttpResponseMessage Events(params string[] payloads) =>
        new() { Content = new StringContent(string.Concat(payloads.Select(payload => $"data: {payload}\n\n")), Encoding.UTF8, "text/event-stream") };

    public static HttpResponseMessage Frames(params (string Type, string Json)[] events)
    {
        var content = new ByteArrayContent([.. events.SelectMany(one => Wire.Frame(one.Type, one.Json))]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.amazon.eventstream");
        return new HttpResponseMessage { Content = content };
    }
}
