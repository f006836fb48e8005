using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.Anthropic;

namespace LlmGateway.Core.Tests.Protocols;

public sealed class FilledSourcesTests
{
    [Theory]
    [InlineData("""{ "messages":[{"content":[{"type":"image", "source":{"type":"url","url":"https://x.example/a.png"} ,"odd":1.0}]}]}""",
        """{ "messages":[{"content":[{"type":"image", "source":{"type":"base64","media_type":"image/png","data":"AQID"} ,"odd":1.0}]}]}""")]
    [InlineData("""{"source":{"url":"https://x.example/b.txt","type":"url"}}""", """{"source":{"type":"text","media_type":"text/plain","data":"Grüße"}}""")]
    [InlineData("""{"a":{"source":{"type":"url","url":"https://x.example/other.png"}},"source":"text"}""", """{"a":{"source":{"type":"url","url":"https://x.example/other.png"}},"source":"text"}""")]
    [InlineData("""{"type":"tool_use","input":{"source":{"type":"url","url":"https://x.example/a.png"}}}""", """{"type":"tool_use","input":{"source":{"type":"url","url":"https://x.example/a.png"}}}""")]
    [InlineData("""{"source":{"type":"base64","source":{"type":"url","url":"https://x.example/a.png"}}}""", """{"source":{"type":"base64","source":{"type":"base64","media_type":"image/png","data":"AQID"}}}""")]
    public void Files_stand_in_place_of_their_addresses_and_all_else_stays(string body, string expected)
    {
        var files = new Dictionary<Uri, ContentPart>
        {
            [new Uri("https://x.example/a.png")] = new ImagePart("image/png", new byte[] { 1, 2, 3 }),
            [new Uri("https://x.example/b.txt")] = new DocumentPart("b", "text/markdown", Encoding.UTF8.GetBytes("Grüße")),
        };

        Encoding.UTF8.GetString(FilledSources.Write(Encoding.UTF8.GetBytes(body), files).Span).Should().Be(expected);
    }
}
