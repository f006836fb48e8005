using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase16_images_and_documents(EdgeCaseStack stack)
{
    private static readonly string Pixel = Convert.ToBase64String(RecordingServer.Png);

    [Theory]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:image/PNG;name=a.png;base64,")]
    public async Task An_image_by_data_URL_reaches_the_model_as_bytes(string head)
    {
        using var script = stack.Script(new SimulatorRule { Answer = "A pixel." });

        await stack.OpenAiAsync(Image(head + Pixel));

        script.Block(0, 1)["image"]!.ToJsonString().Should().Be(new JsonObject { ["format"] = "png", ["source"] = new JsonObject { ["bytes"] = Pixel } }.ToJsonString());
    }

    [Fact]
    public async Task The_unregistered_type_image_jpg_is_a_jpeg()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "A pixel." });

        await stack.OpenAiAsync(Image("data:image/jpg;base64,/9j/4AAQ"));

        script.Block(0, 1)["image"]!["format"]!.GetValue<string>().Should().Be("jpeg");
    }

    [Fact]
    public async Task An_image_by_address_is_fetched_for_models_that_take_bytes()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "A pixel." });

        await stack.OpenAiAsync(Image(stack.Server.Url + "/files/pixel.png"));
        script.Block(0, 1)["image"]!["source"]!["bytes"]!.GetValue<string>().Should().Be(Pixel);

        await stack.AnthropicAsync($$$"""
            {"model":"nova","max_tokens":99,"messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image","source":{"type":"url","url":"{{{stack.Server.Url}}}/files/pixel.png"}}]}]}
            """);
        script.Block(0, 1)["image"]!["source"]!["bytes"]!.GetValue<string>().Should().Be(Pixel);
    }

    [Fact]
    public async Task Toward_a_server_of_the_same_protocol_the_address_passes_and_nothing_is_fetched()
    {
        const string Url = "https://pixels.invalid/pixel.png";
        stack.Server.Answer = ("application/json", """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"A pixel."},"finish_reason":"stop"}]}""");

        var answer = await stack.OpenAiAsync($$$"""{"model":"open","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{Url}}}"}}]}]}""");

        answer.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("A pixel.");
        stack.Server.Bodies.Last().Should().Contain(Url);
    }

    [Theory]
    [InlineData("claude", "pixel.png", "\"input_tokens\":")]
    [InlineData("nova", "pixel.png", "\"input_tokens\":")]
    [InlineData("claude", "page.html", "text/html")]
    [InlineData("nova", "page.html", "text/html")]
    public async Task Tokens_are_counted_of_the_file_and_not_of_its_address(string model, string file, string told)
    {
        var answer = await stack.RawAsync("v1/messages/count_tokens",
            $$$"""{"model":"{{{model}}}","messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"{{{stack.Server.Url}}}/files/{{{file}}}"}}]}]}""");

        answer.Should().Contain(told);
    }

    [Fact]
    public async Task Claude_on_Bedrock_takes_bytes_alone_also_of_what_else_passes_untouched()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "A pixel." });
        const string Tool = """{"type":"tool_use","id":"a","name":"f","input":{"source":{"type":"url","url":"SERVER/files/pixel.png"}}}""";
        const string Picture = """{"type":"image","source":{"type":"url","url":"SERVER/files/pixel.png"},"cache_control":{"type":"ephemeral"}}""";
        var body = $$$"""
            {"model":"claude","max_tokens":99,"tools":[{"name":"f","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":[{{{Picture}}}]},{"role":"assistant","content":[{{{Tool}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{{{Picture}}}]}]}]}
            """.Replace("SERVER", stack.Server.Url, StringComparison.Ordinal);

        await stack.AnthropicAsync(body);

        var filled = Picture.Replace("""{"type":"url","url":"SERVER/files/pixel.png"}""", $$"""{"type":"base64","media_type":"image/png","data":"{{Convert.ToBase64String(RecordingServer.Png)}}"}""", StringComparison.Ordinal);
        script.Block(0, 0).ToJsonString().Should().Be(JsonNode.Parse(filled)!.ToJsonString());
        script.Block(1, 0).ToJsonString().Should().Be(Tool.Replace("SERVER", stack.Server.Url, StringComparison.Ordinal));
        script.Block(2, 0)["content"]![0]!.ToJsonString().Should().Be(JsonNode.Parse(filled)!.ToJsonString());
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "not public")]
    [InlineData("http://10.0.0.1/a.png", "not public")]
    [InlineData("http://[fd00:ec2::254]/a.png", "not public")]
    [InlineData("SERVER/files/page.html", "text/html")]
    [InlineData("SERVER/files/none.png", "404")]
    [InlineData("ftp://x.example/a.png", "http or https")]
    public async Task What_may_not_or_can_not_be_fetched_is_refused_by_name(string url, string why)
    {
        using var script = stack.Script();

        var answer = await stack.OpenAiAsync(Image(url.Replace("SERVER", stack.Server.Url, StringComparison.Ordinal)));

        answer.Status.Should().Be(400);
        answer.Error["param"]!.GetValue<string>().Should().Be("messages[0].content[1].image_url.url");
        answer.Error["message"]!.GetValue<string>().Should().Contain(why);
        script.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task An_image_in_a_tools_result_stays_in_it()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "A pixel." });

        await stack.OpenAiAsync($$$"""
            {"model":"claude","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],"messages":[{"role":"user","content":"Go."},
             {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"Here."},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Pixel}}}"} }]}]}
            """);

        script.Block(2, 0)["toolResult"]!["content"]!.AsArray().Select(block => block!.AsObject().First().Key).Should().Equal("text", "image");
    }

    [Fact]
    public async Task A_document_gets_text_beside_it()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Read." });
        var pdf = Convert.ToBase64String("%PDF-1.7"u8);

        var answer = await stack.OpenAiAsync($$$"""
            {"model":"claude","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"Q3 report (final).pdf","file_data":"data:application/pdf;base64,{{{pdf}}}"}}]}]}
            """);

        answer.Failed.Should().BeFalse("Bedrock refuses a document without text beside it");
        var document = script.Body()["messages"]![0]!["content"]!.AsArray().Select(block => block!["document"]).Single(one => one is not null)!;
        document["format"]!.GetValue<string>().Should().Be("pdf");
        document["source"]!["bytes"]!.GetValue<string>().Should().Be(pdf);
        document["name"]!.GetValue<string>().Should().MatchRegex(@"^[a-zA-Z0-9 \-()\[\]]+$");
    }

    [Fact]
    public async Task Six_documents_are_one_too_many()
    {
        using var script = stack.Script();
        var file = $$$"""{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,{{{Convert.ToBase64String("%PDF-1.7"u8)}}}"}}""";

        var answer = await stack.OpenAiAsync($$$"""{"model":"claude","messages":[{"role":"user","content":[{"type":"text","text":"Read."},{{{string.Join(',', Enumerable.Repeat(file, 6))}}}]}]}""");

        answer.Status.Should().Be(400);
        answer.Error["message"]!.GetValue<string>().Should().Contain("5");
        script.Calls.Should().BeEmpty();
    }

    private static string Image(string url) => $$$"""
        {"model":"claude","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"{{{url}}}"}}]}]}
        """;
}
