"""Runs Python client libraries against a gateway and prints one JSON line a check: {"check": name, "error": null or text}.

Usage: python clients.py URL KEY. Which checks there are follows from the installed packages; --list prints their names.
"""
import asyncio
import importlib.util
import json
import sys
import traceback

URL, KEY = (sys.argv[1], sys.argv[2]) if len(sys.argv) > 2 else ("http://127.0.0.1:1", "none")
MODEL = "claude-haiku"
EMBEDDER = "titan-embed"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
CHECKS = {}


def check(function):
    CHECKS[function.__name__] = function
    return function


def has(package):
    return importlib.util.find_spec(package) is not None


def major(package):
    import importlib.metadata
    return int(importlib.metadata.version(package).split(".")[0])


if has("openai"):
    import openai

    def openai_client():
        return openai.OpenAI(base_url=URL + "/v1", api_key="unused", default_headers={"x-api-key": KEY}, max_retries=0)

    @check
    def openai_plain():
        answer = openai_client().chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "Say plain."}])
        assert answer.choices[0].message.content == "Plain it is.", answer
        assert answer.choices[0].finish_reason == "stop" and answer.usage.total_tokens > 0, answer

    @check
    def openai_streamed():
        stream = openai_client().chat.completions.create(
            model=MODEL, stream=True, stream_options={"include_usage": True}, messages=[{"role": "user", "content": "Say plain."}])
        chunks = list(stream)
        assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "Plain it is.", chunks
        assert chunks[-1].usage.total_tokens > 0, chunks[-1]

    @check
    def openai_tools():
        client, messages = openai_client(), [{"role": "user", "content": "What is the weather?"}]
        tools = [{"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}]
        first = client.chat.completions.create(model=MODEL, messages=messages, tools=tools).choices[0]
        assert first.finish_reason == "tool_calls", first
        assert [json.loads(c.function.arguments)["city"] for c in first.message.tool_calls] == ["Oslo", "Lima"], first
        messages.append(first.message)
        messages += [{"role": "tool", "tool_call_id": c.id, "content": "Rain"} for c in first.message.tool_calls]
        last = client.chat.completions.create(model=MODEL, messages=messages, tools=tools).choices[0]
        assert last.finish_reason == "stop" and last.message.content, last

    @check
    def openai_structured():
        import pydantic

        class City(pydantic.BaseModel):
            city: str

        answer = openai_client().chat.completions.parse(model=MODEL, messages=[{"role": "user", "content": "Name a city."}], response_format=City)
        assert isinstance(answer.choices[0].message.parsed, City), answer

    @check
    def openai_image():
        answer = openai_client().chat.completions.create(model=MODEL, messages=[{"role": "user", "content": [
            {"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64," + PIXEL}}]}])
        assert answer.choices[0].message.content, answer

    @check
    def openai_error():
        try:
            openai_client().chat.completions.create(model="nobody", messages=[{"role": "user", "content": "x"}])
        except openai.NotFoundError as error:
            assert error.code == "model_not_found" and error.param == "model", error.body
        else:
            raise AssertionError("an unknown model was answered")

    @check
    def openai_cancel():
        stream = openai_client().chat.completions.create(model=MODEL, stream=True, messages=[{"role": "user", "content": "Say plain."}])
        next(iter(stream))
        stream.close()

    @check
    def openai_async():
        async def run():
            async with openai.AsyncOpenAI(base_url=URL + "/v1", api_key="unused", default_headers={"x-api-key": KEY}) as client:
                answers = await asyncio.gather(*(client.chat.completions.create(
                    model=MODEL, messages=[{"role": "user", "content": "Say plain."}]) for _ in range(5)))
                assert all(a.choices[0].message.content == "Plain it is." for a in answers), answers
        asyncio.run(run())

    @check
    def openai_embeddings():
        answer = openai_client().embeddings.create(model=EMBEDDER, input=["one", "two"])
        assert len(answer.data) == 2 and all(isinstance(x, float) for x in answer.data[0].embedding), answer
        floats = openai_client().embeddings.create(model=EMBEDDER, input="one", encoding_format="float")
        assert all(abs(a - b) < 1e-6 for a, b in zip(floats.data[0].embedding, answer.data[0].embedding)), "base64 and float differ"

    @check
    def openai_models():
        assert MODEL in [model.id for model in openai_client().models.list()]

    @check
    def openai_responses():
        client = openai_client()
        first = client.responses.create(model=MODEL, input="Say plain.")
        assert first.output_text == "Plain it is." and first.status == "completed", first
        second = client.responses.create(model=MODEL, input="Say plain.", previous_response_id=first.id)
        assert second.previous_response_id == first.id, second
        events = list(client.responses.create(model=MODEL, input="Say plain.", stream=True))
        assert events[-1].type == "response.completed" and events[-1].response.output_text == "Plain it is.", events[-1]

    @check
    def openai_response_that_is_not_there():
        try:
            openai_client().responses.create(model=MODEL, input="x", previous_response_id="resp_unknown")
        except openai.BadRequestError as error:
            assert error.code == "previous_response_not_found", error.body
        else:
            raise AssertionError("an unknown response was continued")


if has("anthropic"):
    import anthropic

    def anthropic_client():
        return anthropic.Anthropic(base_url=URL, api_key="unused", default_headers={"X-Api-Key": KEY}, max_retries=0)

    @check
    def anthropic_plain():
        answer = anthropic_client().messages.create(model=MODEL, max_tokens=100, messages=[{"role": "user", "content": "Say plain."}])
        assert answer.content[0].text == "Plain it is." and answer.stop_reason == "end_turn", answer

    @check
    def anthropic_streamed():
        with anthropic_client().messages.stream(model=MODEL, max_tokens=100, messages=[{"role": "user", "content": "Say plain."}]) as stream:
            assert "".join(stream.text_stream) == "Plain it is."
            assert stream.get_final_message().usage.output_tokens > 0

    @check
    def anthropic_tools():
        client, messages = anthropic_client(), [{"role": "user", "content": "What is the weather?"}]
        tools = [{"name": "get_weather", "description": "Weather of a city.", "input_schema": WEATHER}]
        first = client.messages.create(model=MODEL, max_tokens=100, messages=messages, tools=tools)
        calls = [block for block in first.content if block.type == "tool_use"]
        assert first.stop_reason == "tool_use" and [c.input["city"] for c in calls] == ["Oslo", "Lima"], first
        messages.append({"role": "assistant", "content": first.content})
        messages.append({"role": "user", "content": [{"type": "tool_result", "tool_use_id": c.id, "content": "Rain"} for c in calls]})
        last = client.messages.create(model=MODEL, max_tokens=100, messages=messages, tools=tools)
        assert last.stop_reason == "end_turn", last

    @check
    def anthropic_image():
        answer = anthropic_client().messages.create(model=MODEL, max_tokens=100, messages=[{"role": "user", "content": [
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}, {"type": "text", "text": "What is this?"}]}])
        assert answer.content[0].text, answer

    @check
    def anthropic_error():
        try:
            anthropic_client().messages.create(model="nobody", max_tokens=9, messages=[{"role": "user", "content": "x"}])
        except anthropic.NotFoundError as error:
            assert error.body["error"]["type"] == "not_found_error", error.body
        else:
            raise AssertionError("an unknown model was answered")

    @check
    def anthropic_count():
        assert anthropic_client().messages.count_tokens(model=MODEL, messages=[{"role": "user", "content": "Say plain."}]).input_tokens > 0

    @check
    def anthropic_tool_runner():
        seen = []

        @anthropic.beta_tool
        def get_weather(city: str) -> str:
            """Weather of a city.

            Args:
                city: Its name.
            """
            seen.append(city)
            return "Rain"

        runner = anthropic_client().beta.messages.tool_runner(
            model=MODEL, max_tokens=100, tools=[get_weather], messages=[{"role": "user", "content": "What is the weather?"}])
        last = runner.until_done()
        assert sorted(seen) == ["Lima", "Oslo"] and last.stop_reason == "end_turn", (seen, last)

    if major("anthropic") >= 2:
        @check
        def anthropic_thread_keeps_its_history():
            thread = anthropic_client().beta.messages.thread(model=MODEL, max_tokens=100, unsupported_request_behavior="continue_unthreaded")
            thread.send({"role": "user", "content": "My name is Ada."})
            # Whether the first message is in the last request, the test sees at the model server.
            assert thread.send({"role": "user", "content": "Recite everything."}).content


if has("langchain_openai"):
    @check
    def langchain_openai_plain_and_tools():
        from langchain_openai import ChatOpenAI, OpenAIEmbeddings
        model = ChatOpenAI(model=MODEL, base_url=URL + "/v1", api_key="unused", default_headers={"x-api-key": KEY})
        assert model.invoke("Say plain.").content == "Plain it is."
        assert "".join(chunk.content for chunk in model.stream("Say plain.")) == "Plain it is."
        tool = {"type": "function", "function": {"name": "get_weather", "description": "Weather.", "parameters": WEATHER}}
        calls = model.bind_tools([tool]).invoke("What is the weather?").tool_calls
        assert [c["args"]["city"] for c in calls] == ["Oslo", "Lima"], calls
        vectors = OpenAIEmbeddings(
            model=EMBEDDER, base_url=URL + "/v1", api_key="unused", default_headers={"x-api-key": KEY}, check_embedding_ctx_length=False)
        assert len(vectors.embed_query("one")) > 10


if has("langchain_anthropic"):
    @check
    def langchain_anthropic_plain_and_tools():
        from langchain_anthropic import ChatAnthropic
        model = ChatAnthropic(model=MODEL, base_url=URL, api_key="unused", default_headers={"X-Api-Key": KEY}, max_tokens=100)
        assert model.invoke("Say plain.").content == "Plain it is."
        assert "".join(chunk.text if isinstance(chunk.text, str) else chunk.text() for chunk in model.stream("Say plain.")) == "Plain it is."
        calls = model.bind_tools([{"name": "get_weather", "description": "Weather.", "input_schema": WEATHER}]).invoke("What is the weather?").tool_calls
        assert [c["args"]["city"] for c in calls] == ["Oslo", "Lima"], calls


if has("pydantic_ai"):
    def pydantic_agent(model):
        from pydantic_ai import Agent
        agent, seen = Agent(model), []

        @agent.tool_plain
        def get_weather(city: str) -> str:
            """Weather of a city."""
            seen.append(city)
            return "Rain"

        assert agent.run_sync("What is the weather?").output and sorted(seen) == ["Lima", "Oslo"], seen

    @check
    def pydantic_ai_openai_agent():
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
        client = openai.AsyncOpenAI(base_url=URL + "/v1", api_key="unused", default_headers={"x-api-key": KEY})
        pydantic_agent(OpenAIChatModel(MODEL, provider=OpenAIProvider(openai_client=client)))

    @check
    def pydantic_ai_anthropic_agent():
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider
        client = anthropic.AsyncAnthropic(base_url=URL, api_key="unused", default_headers={"X-Api-Key": KEY})
        pydantic_agent(AnthropicModel(MODEL, provider=AnthropicProvider(anthropic_client=client)))


for name, run in CHECKS.items():
    error = None
    if "--list" not in sys.argv:
        try:
            run()
        except Exception:
            error = traceback.format_exc()[-1500:]
    print(json.dumps({"check": name, "error": error}), flush=True)
